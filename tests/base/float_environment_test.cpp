#include "mlp/base/float_environment.hpp"

#include <cfenv>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "base/hostile_float_environment.hpp"

namespace mlp {
namespace {

TEST(DefaultFloatEnvironment, RoundsToNearestAndKeepsSubnormalsWhateverWasSet) {
  for (const HostileMode mode : hostile_modes()) {
    const HostileFloatEnvironment hostile(mode);
    ASSERT_FALSE(computes_by_default()) << "the test did not change anything";
    const DefaultFloatEnvironment environment;
    EXPECT_TRUE(computes_by_default());
  }
}

TEST(DefaultFloatEnvironment, GivesTheCallersBack) {
  for (const HostileMode mode : hostile_modes()) {
    const HostileFloatEnvironment hostile(mode);
    const FloatControl before = float_control();
    { const DefaultFloatEnvironment environment; }
    EXPECT_EQ(float_control(), before);
  }
}

TEST(DefaultFloatEnvironment, GivesTheCallersBackAfterAnException) {
  const HostileFloatEnvironment hostile(HostileMode::upward);
  try {
    const DefaultFloatEnvironment environment;
    throw 1;
  } catch (int) {
  }
  EXPECT_EQ(std::fegetround(), FE_UPWARD);
}

TEST(DefaultFloatEnvironment, TrapsNothing) {
  feenableexcept(FE_DIVBYZERO | FE_INVALID);
  {
    const DefaultFloatEnvironment environment;
    volatile float zero = 0.0f;
    EXPECT_EQ(1.0f / zero, std::numeric_limits<float>::infinity());
    EXPECT_TRUE(std::isnan(zero / zero));
  }
  EXPECT_EQ(fegetexcept(), FE_DIVBYZERO | FE_INVALID);
  fedisableexcept(FE_ALL_EXCEPT);
}

}  // namespace
}  // namespace mlp
