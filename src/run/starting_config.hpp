// A first config for a CSV file: what a person would write who looked at its columns, each guess told in a
// "$comment".
//
//   target    the column given, else the first one with a usual name (target, label, class, y), else the last
//   task      classes where the target holds words or a few different integers, else numbers
//   inputs    all other columns of numbers, categories, booleans and dates; gaps are filled in,
//             rare categories go to one feature together
//   held out  15 % of the rows for validation and for testing, where there are enough
//   sizes     by the number of rows
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mlp {

struct StartingConfig {
  std::string text;                   // of the file
  std::vector<std::string> findings;  // what was guessed, and what was left out and why; sentences
};

// `data` is the CSV file, `folder` where the config will stand; `target` may be empty: then it is guessed.
// Throws IoError (cannot read), DataError (nothing that a network could learn from, and why).
StartingConfig starting_config(const std::filesystem::path& data, const std::filesystem::path& folder,
                               const std::string& target);

}  // namespace mlp
