#include "run/report/spread.hpp"

#include <algorithm>

namespace mlp {

std::vector<std::size_t> spread(std::size_t count, std::size_t most) {
  std::vector<std::size_t> positions(std::min(count, most));
  for (std::size_t i = 0; i < positions.size(); ++i)
    positions[i] = count <= most ? i : i * (count - 1) / (most - 1);
  return positions;
}

}  // namespace mlp
