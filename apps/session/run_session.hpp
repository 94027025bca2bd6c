// A training as a person meets it: progress on stderr, signals, the result on stdout.  What the verbs
// train and resume share.
#pragma once

#include <functional>

#include "mlp/run/training_run.hpp"

// Calls `run` with an observer that shows the progress (unless `quiet`) and with signals heard, then
// prints the result.  After an interruption it says how to go on, prints the profile where one was asked
// for, and throws CLI::RuntimeError with the program's exit code; so too where a problem ended the training.
void show_run(const mlp::Config& config, const mlp::Splits& splits, bool quiet, mlp::RunOptions options,
              const std::function<mlp::RunResult(const mlp::RunOptions&)>& run);
