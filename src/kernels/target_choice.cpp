#include "kernels/target_choice.hpp"

#include <array>
#include <atomic>
#include <cstdint>

#include "base/words.hpp"
#include "kernels/targets.hpp"
#include "mlp/base/error.hpp"
// After targets.hpp.
#include <hwy/highway.h>

namespace mlp {
namespace {

struct Target {
  std::string_view name;
  std::int64_t bits;  // Highway's
};

// Best first.  One of the two scalar emulations is compiled, whichever the compiler can.
constexpr std::array targets{Target{"avx512", HWY_AVX3}, Target{"avx2", HWY_AVX2}, Target{"neon", HWY_NEON},
                             Target{"scalar", HWY_SCALAR | HWY_EMU128}};
constexpr std::int64_t scalar_bits = targets.back().bits;

// What build and CPU have.  Asked once, before anything is ruled out: asking resets the dispatch
// to all that the CPU has (Highway 1.0.3).
std::int64_t available() {
  static const std::int64_t bits = (hwy::SupportedTargets() & HWY_TARGETS) | scalar_bits;
  return bits;
}

std::atomic<std::int64_t> allowed{~std::int64_t{0}};

}  // namespace

std::string simd_target() {
  const std::int64_t enabled = available() & allowed;
  for (const Target& target : targets) {
    if ((enabled & target.bits) != 0) return std::string(target.name);
  }
  return std::string(targets.back().name);
}

std::vector<std::string> simd_targets() {
  std::vector<std::string> names;
  for (const Target& target : targets) {
    if ((available() & target.bits) != 0) names.emplace_back(target.name);
  }
  return names;
}

void limit_simd_target(std::string_view name) {
  for (const Target& target : targets) {
    if (target.name != name || (available() & target.bits) == 0) continue;
    allowed = target.bits | scalar_bits;
    // Resets the dispatch too: the next kernel called looks up its target again.
    hwy::DisableTargets(~allowed);
    return;
  }
  throw ConfigError(
      "SIMD target: expected one of " + joined(simd_targets()) + ", got \"" + std::string(name) + "\"",
      "these are what this build and this CPU have");
}

}  // namespace mlp
