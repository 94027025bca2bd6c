// What the values of options must be, said in the program's own words.
#pragma once

#include <CLI/CLI.hpp>

CLI::Validator integer_in(int lowest, int highest);
CLI::Validator integer_at_least(int lowest);
CLI::Validator number_above(double bound);
