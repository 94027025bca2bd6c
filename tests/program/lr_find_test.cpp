// mlp lr-find.
#include <gmock/gmock.h>

#include "program/program.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class LrFindVerb : public ProgramTest {
 protected:
  void SetUp() override { write_flowers(); }
};

TEST_F(LrFindVerb, DrawsTheCurveAndSaysWhatToPutIntoTheConfig) {
  const std::string text = succeed({"lr-find", "flowers.json", "--low", "1e-4", "--high", "1000"});
  EXPECT_THAT(text, HasSubstr("learning rate\n"));
  EXPECT_THAT(text, HasSubstr("a tenth of where it is least; the config has "));
  EXPECT_THAT(text, HasSubstr("\n  in /optimizer of the config:  \"learning_rate\": "));
  EXPECT_FALSE(std::filesystem::exists(folder / "runs")) << "nothing is kept";
}

TEST_F(LrFindVerb, WritesJsonAndAPicture) {
  const auto json = nlohmann::json::parse(succeed(
      {"lr-find", "flowers.json", "--json", "--svg", "curve.svg", "--epochs", "40", "--threads", "2"}));
  EXPECT_GE(json.at("steps").get<int>(), static_cast<int>(json.at("points").size()));
  EXPECT_EQ(json.at("points").at(0).at("learning_rate").get<double>(), 1e-6);
  EXPECT_TRUE(json.at("suggestion").is_number());
  EXPECT_THAT(folder.read("curve.svg"), StartsWith("<svg"));
}

TEST_F(LrFindVerb, DoesNotFailWhereTheLossIsNoNumberFromTheStart) {
  const Outcome outcome = mlp({"lr-find", "flowers.json", "--low", "1e30", "--high", "1e38"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("try"));
}

TEST_F(LrFindVerb, RefusesWhatItCannotDo) {
  expect_error(
      {"lr-find", "flowers.json", "--low", "3", "--high", "2"}, 2,
      "expected a lowest rate above 0 and a highest above it, got 3 and 2\n  hint: 1e-6 and 10 are usual");
  expect_error(
      {"lr-find", "nowhere.json"}, 5,
      "nowhere.json: cannot read: No such file or directory\n  hint: did you mean \"flowers.json\"?");
}

}  // namespace
}  // namespace mlp
