// Where the program speaks: results on standard output, everything else on standard error.
#pragma once

#include <string_view>

// Whoever reads the output has seen enough (| head): no reason to complain.
struct ReaderIsGone {};

// Writes a result whole.  Throws mlp::IoError (a full disk), or ReaderIsGone.
void print(std::string_view text);

// Writes a message; nobody is told when that fails.
void say(std::string_view text);
