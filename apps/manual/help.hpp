// The pages of `mlp --help` and `mlp VERB --help`: examples first.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

// A verb's page, or the program's; `name` is how it is called, "mlp train".  The examples are the footer of a
// CLI::App, its notes for the end follow them after a line "---".
std::string help_page(const CLI::App& app, const std::string& name);
