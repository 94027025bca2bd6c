#include "kernels/target_choice.hpp"

#include <gtest/gtest.h>

#include "kernels/functions.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

TEST(SimdTarget, StaysWhatItWasLimitedToWhenKernelsRun) {
  const std::vector<std::string> targets = simd_targets();
  EXPECT_EQ(targets.back(), "scalar");
  for (const std::string& target : targets) {
    limit_simd_target(target);
    EXPECT_EQ(exact::exp(0.0), 1.0);
    EXPECT_EQ(simd_target(), target);
  }
  limit_simd_target(targets.front());
  EXPECT_EQ(simd_target(), targets.front());
}

TEST(SimdTarget, NamesTheChoicesWhenAskedForAnUnknownOne) {
  std::string names;
  for (const std::string& target : simd_targets()) names += (names.empty() ? "" : ", ") + target;
  try {
    limit_simd_target("avx1024");
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_EQ(std::string(error.what()), "SIMD target: expected one of " + names +
                                             ", got \"avx1024\"\n"
                                             "  hint: these are what this build and this CPU have");
  }
}

}  // namespace
}  // namespace mlp
