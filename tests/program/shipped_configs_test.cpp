// Every config that comes with the project, trained as it stands (MNIST for one epoch).
//
// The bounds are those that the README promises; a result is the same on every machine, so a bound
// is either met everywhere or nowhere.
#include "program/program.hpp"

namespace mlp {
namespace {

class ShippedConfig : public ProgramTest {
 protected:
  nlohmann::json test_scores(const std::string& name, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"train", shipped(name), "--out", "run", "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    succeed(words);
    const auto summary = json("run/summary.json");
    EXPECT_EQ(summary.at("health"), nlohmann::json::array()) << "no rule has anything to say";
    return summary.at("test");
  }
};

TEST_F(ShippedConfig, IrisIsRightOnAtLeast93Percent) { EXPECT_GE(test_scores("iris").at("accuracy"), 0.93); }

TEST_F(ShippedConfig, IrisByLbfgsIsRightOnAtLeast93Percent) {
  EXPECT_GE(test_scores("iris_lbfgs").at("accuracy"), 0.93);
}

TEST_F(ShippedConfig, WineIsRightOnAtLeast94Percent) { EXPECT_GE(test_scores("wine").at("accuracy"), 0.94); }

TEST_F(ShippedConfig, BreastCancerIsRightOnAtLeast95Percent) {
  EXPECT_GE(test_scores("breast_cancer").at("accuracy"), 0.95);
}

TEST_F(ShippedConfig, DigitsIsRightOnAtLeast96Percent) {
  EXPECT_GE(test_scores("digits").at("accuracy"), 0.96);
}

TEST_F(ShippedConfig, DiabetesErrsByAtMost60) { EXPECT_LE(test_scores("diabetes").at("rmse"), 60.0); }

TEST_F(ShippedConfig, ServoErrsByAtMost8) { EXPECT_LE(test_scores("servo").at("rmse"), 8.0); }

TEST_F(ShippedConfig, PimaDiabetesIsRightOnAtLeast75Percent) {
  EXPECT_GE(test_scores("pima_diabetes").at("accuracy"), 0.75);
}

TEST_F(ShippedConfig, XorIsRightOnAllFour) { EXPECT_EQ(test_scores("xor").at("accuracy"), 1.0); }

TEST_F(ShippedConfig, TwoMoonsIsRightOnAtLeast98Percent) {
  EXPECT_GE(test_scores("two_moons").at("accuracy"), 0.98);
}

TEST_F(ShippedConfig, MnistIsRightOnAtLeast94PercentAfterOneEpoch) {
  EXPECT_GE(test_scores("mnist", {"--set", "/training/epochs=1"}).at("accuracy"), 0.94);
}

}  // namespace
}  // namespace mlp
