// Checks of an option's number, with a message in the program's form.
#pragma once

#include <CLI/CLI.hpp>

#include "mlp/base/memory.hpp"

// "expected an integer in [1, 1024], got "x"".
CLI::Validator integer_in(mlp::Index least, mlp::Index most);

// A number in [−bound, bound]: infinities and NaN are none.
CLI::Validator number_within(double bound);
