// The program's verbs, one file each.  To add one: its function here, its file, its line in main.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <string>
#include <vector>

// What verbs know about the process.
struct Invocation {
  std::vector<std::string> command_line;
  std::chrono::steady_clock::time_point started;
};

// Each adds its verb with options; the verb runs as the last step of parsing and throws its errors.
void add_init(CLI::App& program);
void add_train(CLI::App& program, const Invocation& invocation);
void add_resume(CLI::App& program, const Invocation& invocation);
void add_check(CLI::App& program);
void add_lr_find(CLI::App& program);
void add_gradcheck(CLI::App& program);
void add_evaluate(CLI::App& program);
void add_predict(CLI::App& program);
void add_crossval(CLI::App& program);
void add_runs(CLI::App& program);
void add_compare(CLI::App& program);
void add_sweep(CLI::App& program);
void add_reproduce(CLI::App& program);
void add_inspect(CLI::App& program);
void add_activations(CLI::App& program);
void add_report(CLI::App& program);
void add_export(CLI::App& program);
void add_import(CLI::App& program);
void add_list(CLI::App& program);
void add_schema(CLI::App& program);
void add_man(CLI::App& program);
void add_completion(CLI::App& program);
