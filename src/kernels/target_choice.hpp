// Which SIMD instruction set the kernels use.  Results never depend on it (ARITHMETIC.md); tests run
// every kernel under every set, and a user may rule one out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mlp {

// The set in use: "avx512", "avx2", "neon" or "scalar".
std::string simd_target();

// The sets that both this build and this CPU have, best first; "scalar" is always one of them.
std::vector<std::string> simd_targets();

// Uses `name` from now on, in all threads.  REQUIRES: no kernel is running.
// Throws ConfigError for an unknown name, or one that this build or CPU lacks.
void limit_simd_target(std::string_view name);

}  // namespace mlp
