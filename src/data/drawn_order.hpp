// Rows at random, always the same for a seed: each has a 64-bit draw that depends on the seed, the site and
// its number alone, and the rows are sorted by their draws, stably.
#pragma once

#include <cstdint>
#include <vector>

#include "mlp/base/random.hpp"

namespace mlp {

// `rows` in the order of their draws at `site`, whose sample is each row's number.
std::vector<std::int32_t> drawn_order(const std::vector<std::int32_t>& rows, DrawSite site,
                                      std::uint64_t seed);

}  // namespace mlp
