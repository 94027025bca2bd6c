// What there is to say about the program and each of its verbs: the one source of --help, of the man pages
// and of the shells' completions.  All of it is read from CLI11's description of the command line.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

// An option, or an operand: an argument without a name of its own.
struct ManualOption {
  std::vector<std::string> names;  // "-h", "--help"; of an operand none
  std::string value;               // "FILE"; of a flag nothing
  std::vector<std::string> words;  // what the value may be, where that is known
  std::string help;
  bool is_required = false;
  bool repeats = false;  // of an operand: any number may follow
};

struct Manual {
  std::string name;         // "mlp", "mlp train"
  std::string description;  // a sentence without its full stop
  std::string examples;     // lines
  std::string notes;        // lines
  std::vector<ManualOption> operands;
  std::vector<ManualOption> options;
  std::vector<Manual> verbs;
};

// Of the program, or of one verb where `app` is it and `name` how it is called, "mlp train".
//
// The examples are the footer of the CLI::App; its notes follow them after a line "---".  An option's value
// is its option_text: "FILE", or what it may be, "onnx|c|json".  An operand's name is its value, and its
// option_text may say what it may be.  The value VERB may be any verb.
Manual manual_of(const CLI::App& app, const std::string& name);

// "train" of "mlp train".
std::string verb_name(const Manual& verb);
