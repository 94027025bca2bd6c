// The model that a run leaves when it ends.
#pragma once

#include <filesystem>

namespace mlp {

// Its file.  Throws IoError where `folder` has none, with what to do about it: go on with a training that has
// not ended, or look for what made it fail.
std::filesystem::path model_of_run(const std::filesystem::path& folder);

}  // namespace mlp
