// Where a command may write its results: over an earlier result, but over nothing that it reads and over no
// file of a run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "arguments/config_options.hpp"
#include "arguments/saved_model.hpp"

// `out`: as given on the command line; empty: there is none.  `read`: the files that the command reads,
// whatever their names; those that are not there do not count.  What is no plain file (a pipe, /dev/stdout)
// may be both.
// Throws mlp::ConfigError where `out` is one of them, or has the name of a run's file in a run directory.
void check_output(const std::filesystem::path& out, const std::vector<std::filesystem::path>& read);

// The config's file, and what it names: data and a model to start from.
// Throws mlp::IoError where a pattern of files matches nothing.
std::vector<std::filesystem::path> files_read(const ConfigOptions& options, const mlp::Config& config);

// The model's file, and rows that are given beside it.
std::vector<std::filesystem::path> files_read(const SavedModel& saved, const std::string& rows);
