#include "mlp/train/health.hpp"

#include <algorithm>

namespace mlp {

Index LayerHealth::provably_dead() const {
  return std::count_if(dead.begin(), dead.end(), [](const DeadUnit& unit) { return unit.is_provable; });
}

}  // namespace mlp
