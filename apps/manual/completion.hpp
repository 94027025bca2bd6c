// What a shell offers when Tab is pressed behind `mlp`: scripts for bash, zsh and fish.
//
// Verbs and options by name; values by their kind: a config (*.json), a run (a folder or a *.safetensors
// file), a folder, a file, one of some words, a setting of the config.
#pragma once

#include <string>
#include <vector>

#include "manual/manual.hpp"

// `settings` are the JSON pointers that --set may name.
std::string bash_completion(const Manual& program, const std::vector<std::string>& settings);
std::string zsh_completion(const Manual& program, const std::vector<std::string>& settings);
std::string fish_completion(const Manual& program, const std::vector<std::string>& settings);

// What an argument is; the scripts have a way to complete each.
enum class ValueKind { none, config, run, folder, file, words, setting };

ValueKind kind_of(const ManualOption& option);

// `words` with a blank, or whatever is given, between them.
std::string spaced(const std::vector<std::string>& words, const std::string& between = " ");
