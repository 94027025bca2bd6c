// A file of rows for a trained model, given on the command line: how it is read.
#pragma once

#include <string>
#include <vector>

#include "arguments/saved_model.hpp"
#include "mlp/data/dataset.hpp"

struct InputFile {
  std::string inputs;
  std::string targets;                 // of IDX files; empty: none
  bool targets_wanted = false;         // rows without targets are an error
  bool targets_read = false;           // where the file has them; else they are not looked at, unless wanted
  std::vector<std::string> kept = {};  // columns of CSV to hand on as text
};

// Reads as in training: CSV by the columns' names, with the run's delimiter and header where they
// are known, or IDX.  Throws mlp::DataError when the file is of the other kind than the training data.
mlp::Dataset read_input_file(const InputFile& file, const SavedModel& saved);

// Says how many rows were left out because a column drops those without a value, and the first one's place.
void say_what_was_dropped(const mlp::Dataset& data);
