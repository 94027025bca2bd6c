// In what two resolved configs differ, as far as it can reach a weight.
#pragma once

#include <string>
#include <vector>

#include "mlp/run/config.hpp"

namespace mlp {

// One line a difference: "/optimizer/momentum: 0.9 then, 0.8 now".  The run's name, when
// checkpoints are written, and paths (the data's digests are compared instead) do not count; nor
// does the number of epochs, which a resumed run may have changed.
std::vector<std::string> differences(const Config& then, const Config& now);

}  // namespace mlp
