// For tests that run over every optimizer with an update rule, see kernels/updates.hpp.
#pragma once

#include <vector>

#include "alternatives.hpp"
#include "mlp/choice/optimizer.hpp"

namespace mlp {

inline std::vector<Optimizer> optimizers_with_a_rule() {
  std::vector<Optimizer> optimizers = all_alternatives<Optimizer>();
  std::erase_if(optimizers, is_full_batch);
  return optimizers;
}

}  // namespace mlp
