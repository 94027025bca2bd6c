// Some of many, evenly spread: what keeps a page small however long the run or large the data.
#pragma once

#include <cstddef>
#include <vector>

namespace mlp {

// At most `most` of the positions 0 … count−1, ascending, the first and the last among them.
// REQUIRES: most ≥ 2.
std::vector<std::size_t> spread(std::size_t count, std::size_t most);

}  // namespace mlp
