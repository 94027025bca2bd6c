// The sources of a config before anything is cut off the training rows.
#pragma once

#include <cstdint>
#include <filesystem>

#include "mlp/data/load.hpp"

namespace mlp {

// load_splits() without its cuts: `train` has all rows of its source, and the columns that the cuts ask for.
// Throws as load_splits() does.
Splits load_sources(const DataConfig& config, TargetKind target_kind, const std::filesystem::path& folder,
                    std::uint64_t seed);

}  // namespace mlp
