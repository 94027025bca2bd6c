#include "base/nearest.hpp"

#include <gtest/gtest.h>

namespace mlp {
namespace {

using Words = std::vector<std::string>;

TEST(Nearest, FindsOneLetterMoreLessChangedOrSwapped) {
  const Words known{"learning_rate", "momentum", "nesterov"};
  EXPECT_EQ(nearest("momentumm", known), "momentum");
  EXPECT_EQ(nearest("momntum", known), "momentum");
  EXPECT_EQ(nearest("momentun", known), "momentum");
  EXPECT_EQ(nearest("nestreov", known), "nesterov");
}

TEST(Nearest, IgnoresCaseAndUnderscores) {
  EXPECT_EQ(nearest("learningRate", {"momentum", "learning_rate"}), "learning_rate");
  EXPECT_EQ(nearest("Learning-Rate", {"momentum", "learning_rate"}), "learning_rate");
}

TEST(Nearest, FindsTheOnlyWordThatBeginsSo) {
  EXPECT_EQ(nearest("acc", {"mae", "accuracy"}), "accuracy");
  EXPECT_EQ(nearest("glorot", {"glorot_normal", "glorot_uniform"}), std::nullopt);
}

TEST(Nearest, PrefersTheFirstOfEquals) { EXPECT_EQ(nearest("bath", {"math", "bash"}), "math"); }

TEST(Nearest, CountsASwapOfNeighboursAsOneEdit) { EXPECT_EQ(nearest("rleu", {"relu"}), "relu"); }

TEST(Nearest, GivesNothingWhereNothingIsNear) {
  EXPECT_EQ(nearest("adam", {"sgd"}), std::nullopt);
  EXPECT_EQ(nearest("", {"sgd"}), std::nullopt);
  EXPECT_EQ(nearest("__", {"sgd"}), std::nullopt);
  EXPECT_EQ(nearest("x", {}), std::nullopt);
}

TEST(Nearest, IsQuickOnWordsThatAreTooLong) {
  EXPECT_EQ(nearest(std::string(10'000'000, 'a'), {"sgd", std::string(10'000'000, 'a')}), std::nullopt);
}

}  // namespace
}  // namespace mlp
