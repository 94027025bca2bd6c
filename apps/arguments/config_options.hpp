// CONFIG and --set on a command line, and the data that a config names.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "mlp/data/load.hpp"
#include "mlp/run/config.hpp"

struct ConfigOptions {
  std::string path;
  std::vector<std::string> settings;  // "POINTER=VALUE"

  void add_to(CLI::App& verb);

  // Throws mlp::ConfigError for a setting without "=", and what load_config() throws.
  mlp::Config load() const;
  // Where the config's relative paths start.
  std::filesystem::path folder() const { return std::filesystem::path(path).parent_path(); }
};

// The --set options of a command line.  Throws mlp::ConfigError for one without "=".
std::vector<mlp::Override> overrides_of(const std::vector<std::string>& settings);

// The splits that a config asks for.
mlp::Splits load_data(const mlp::Config& config, const std::filesystem::path& folder);

// Says on standard error what of a recipe is allowed but seldom meant.
void show_warnings(const mlp::Recipe& recipe);

// --threads N: 0 where it is absent.
void add_threads_option(CLI::App& verb, int& threads);
