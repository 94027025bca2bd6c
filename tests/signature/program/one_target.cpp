// In place of kernels/target_choice.cpp where the build has a single instruction set: then no part
// of Highway's library, which is the host's, need be linked.
#include "kernels/target_choice.hpp"

#include "kernels/targets.hpp"
#include "mlp/base/error.hpp"
// After targets.hpp.
#include <hwy/highway.h>

namespace mlp {

static_assert((HWY_TARGETS & (HWY_TARGETS - 1)) == 0, "several targets need kernels/target_choice.cpp");

std::string simd_target() { return HWY_TARGETS == HWY_NEON ? "neon" : "scalar"; }

std::vector<std::string> simd_targets() { return {simd_target()}; }

void limit_simd_target(std::string_view name) {
  if (name != simd_target()) {
    throw ConfigError("SIMD target: expected " + simd_target() + ", got \"" + std::string(name) + "\"");
  }
}

}  // namespace mlp
