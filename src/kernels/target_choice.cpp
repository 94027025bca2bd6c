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

// Best first, as MLP_EXPORT orders the copies.  One of the two scalar emulations is compiled, whichever
// the compiler can.
constexpr std::array targets{Target{"avx512", HWY_AVX3}, Target{"avx2", HWY_AVX2}, Target{"neon", HWY_NEON},
                             Target{"scalar", HWY_SCALAR | HWY_EMU128}};

// What Highway compiles for each set, as far as processors differ in it.
bool cpu_has(std::int64_t bits) {
#if HWY_ARCH_X86
  __builtin_cpu_init();
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                        __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  if (bits == HWY_AVX2) return has_avx2;
  if (bits == HWY_AVX3) {
    return has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd");
  }
#else
  (void)bits;
#endif
  return true;
}

bool is_available(const Target& target) { return (HWY_TARGETS & target.bits) != 0 && cpu_has(target.bits); }

// The number of the first one that is available.
int best() {
  for (std::size_t number = 0; number < targets.size(); ++number) {
    if (is_available(targets[number])) return static_cast<int>(number);
  }
  throw ConfigError("SIMD target: expected one that this CPU has, got a build for a better CPU only",
                    "build for this CPU, or without -march");
}

constexpr int not_chosen = -1;
constinit std::atomic<int> chosen{not_chosen};

}  // namespace

int kernels::copy_in_use() {
  const int number = chosen.load(std::memory_order_relaxed);
  if (number != not_chosen) [[likely]]
    return number;
  // Threads that come here at once find the same.
  const int found = best();
  chosen.store(found, std::memory_order_relaxed);
  return found;
}

std::string simd_target() {
  return std::string(targets[static_cast<std::size_t>(kernels::copy_in_use())].name);
}

std::vector<std::string> simd_targets() {
  std::vector<std::string> names;
  for (const Target& target : targets) {
    if (is_available(target)) names.emplace_back(target.name);
  }
  return names;
}

void limit_simd_target(std::string_view name) {
  for (std::size_t number = 0; number < targets.size(); ++number) {
    if (targets[number].name != name || !is_available(targets[number])) continue;
    chosen.store(static_cast<int>(number), std::memory_order_relaxed);
    return;
  }
  throw ConfigError(
      "SIMD target: expected one of " + joined(simd_targets()) + ", got \"" + std::string(name) + "\"",
      "these are what this build and this CPU have");
}

}  // namespace mlp
