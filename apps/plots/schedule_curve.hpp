// How the learning rate of a training will move.
#pragma once

#include <string>

#include "mlp/train/recipe.hpp"

// A table of epochs with the rates of their first and last step, and where `with_plot` a curve below it.
// A plateau cannot be foreseen: the curve is that of a value that gets better every epoch, and a sentence
// says what a plateau changes.
std::string schedule_text(const mlp::Recipe& recipe, mlp::Index training_rows, bool with_plot);

// The same as CSV, a line for every epoch: epoch,first_step,last_step, each number the shortest that reads
// back to the same double.
std::string schedule_csv(const mlp::Recipe& recipe, mlp::Index training_rows);
