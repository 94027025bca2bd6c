// Which SIMD instruction set the kernels use.  Results never depend on it (ARITHMETIC.md); tests run
// every kernel under every set, and a user may rule one out.
//
// A kernel is compiled once per set; where it is exported, one of the copies is called:
//
//   MLP_EXPORT(product);
//   void product(const Product& product) { MLP_DISPATCH(product)(product); }
//
// Highway has the same, but in a library that spends some milliseconds of every program's start on
// timing the processor's clock; so of Highway only headers are used.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mlp {

// The set in use: "avx512", "avx2", "neon" or "scalar".
std::string simd_target();

// The sets that both this build and this CPU have, best first; "scalar" is among them unless the compiler
// may assume a better one, as on AArch64.
std::vector<std::string> simd_targets();

// Uses `name` from now on, in all threads.  REQUIRES: no kernel is running.
// Throws ConfigError for an unknown name, or one that this build or CPU lacks.
void limit_simd_target(std::string_view name);

namespace kernels {

// The place of the set in use among the copies of a kernel.
int copy_in_use();

}  // namespace kernels
}  // namespace mlp

// The copies in the order of `targets` in target_choice.cpp; null where this build has none.
#define MLP_EXPORT(NAME)                                                \
  static decltype(&HWY_STATIC_DISPATCH(NAME)) const NAME##_copies[] = { \
      HWY_CHOOSE_AVX3(NAME), HWY_CHOOSE_AVX2(NAME), HWY_CHOOSE_NEON(NAME), HWY_CHOOSE_FALLBACK(NAME)}
#define MLP_DISPATCH(NAME) (NAME##_copies[mlp::kernels::copy_in_use()])
