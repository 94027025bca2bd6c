// Runs a test's body under every SIMD target of this machine.  Results must not depend on the target
// (ARITHMETIC.md), so the body compares them with a plain computation of its own.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "kernels/target_choice.hpp"

namespace mlp {

// Calls body(target) with each target in use; failures name it.  The best one is in use afterwards,
// also where the body throws.
template <class Body>
void under_every_target(Body body) {
  struct Restore {
    ~Restore() { limit_simd_target(simd_targets().front()); }
  } const restore;
  for (const std::string& target : simd_targets()) {
    limit_simd_target(target);
    const testing::ScopedTrace trace(__FILE__, __LINE__, "SIMD target " + target);
    body(target);
  }
}

}  // namespace mlp
