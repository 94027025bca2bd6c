// What the values of options must be, said in the program's own words: "expected an integer in [1, 1024], got
// "x"".
#pragma once

#include <CLI/CLI.hpp>

#include "mlp/base/memory.hpp"

CLI::Validator integer_in(mlp::Index least, mlp::Index most);
CLI::Validator integer_at_least(mlp::Index least);
// Infinities and NaN are none of these.
CLI::Validator number_above(double bound);
CLI::Validator number_within(double bound);  // in [−bound, bound]
