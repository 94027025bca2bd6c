// What a person probably meant by the name of a file that is not there.
#pragma once

#include <filesystem>
#include <optional>

namespace mlp {

// `path` up to its first part that does not exist, that part in the nearest spelling of what its folder
// holds: "runs/iriss/config.json" is nearest to "runs/iris".  Nothing where all of it exists or nothing is
// near.
std::optional<std::filesystem::path> nearest_file(const std::filesystem::path& path);

}  // namespace mlp
