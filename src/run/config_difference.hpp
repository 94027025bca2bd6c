// In what resolved configs differ.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlp/run/config.hpp"

namespace mlp {

// As far as it can reach a weight: one line a difference, "/optimizer/momentum: 0.9 then, 0.8 now".  The
// run's name, when checkpoints are written, and paths (the data's digests are compared instead) do not count;
// nor does the number of epochs, which a resumed run may have changed.
std::vector<std::string> differences(const Config& then, const Config& now);

// A value that is not the same in all of some configs.
struct VaryingValue {
  std::string pointer;                             // "/optimizer/momentum"
  std::vector<std::optional<std::string>> values;  // of each config, as JSON; none where it has none
};

// All of them but names and paths, the number of epochs included, in the order of the pointers.
std::vector<VaryingValue> varying_values(const std::vector<Config>& configs);

}  // namespace mlp
