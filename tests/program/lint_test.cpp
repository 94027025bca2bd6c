// What mlp check finds in data: every lint on a planted fault, none on the data that come with the project.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "mlp/base/random.hpp"
#include "program/program.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Lint : public ProgramTest {
 protected:
  // A table of 100 rows of draws, "a,b,c,y", with one thing changed.  The class is that of a + b > 1 mostly.
  std::vector<std::vector<std::string>> rows;
  std::string data = R"("train": {"type": "csv", "path": "t.csv", "target": "y"}, "test": {"fraction": 0.2})";
  std::string loss = R"("binary_cross_entropy")";

  void SetUp() override {
    for (std::uint32_t row = 0; row < 100; ++row) {
      const auto drawn = [&](std::uint32_t column) {
        return uniform(draw_word(9, {.purpose = Purpose::noise, .sample = row}, column));
      };
      const float a = drawn(0), b = drawn(1);
      rows.push_back({std::to_string(a), std::to_string(b), std::to_string(drawn(2)),
                      a + b + 0.5f * drawn(3) > 1.25f ? "yes" : "no"});
    }
  }

  void write_rows(const std::string& file, std::size_t first, std::size_t end) const {
    std::string text = "a,b,c,y\n";
    for (std::size_t row = first; row < end; ++row) {
      for (std::size_t c = 0; c < rows[row].size(); ++c) text += (c > 0 ? "," : "") + rows[row][c];
      text += "\n";
    }
    folder.write(file, text);
  }

  // "constant_column: column "b" is 3 in all training rows".
  std::vector<std::string> findings() const {
    if (!std::filesystem::exists(folder / "t.csv")) write_rows("t.csv", 0, rows.size());
    folder.write("t.json",
                 R"({"data": {)" + data + R"(}, "model": {"hidden": [{"units": 4}]}, "loss": )" + loss + "}");
    std::vector<std::string> texts;
    const auto checked = nlohmann::json::parse(succeed({"check", "t.json", "--json"}));
    for (const auto& finding : checked.at("findings")) {
      EXPECT_FALSE(finding.at("hint").get<std::string>().empty());
      texts.push_back(finding.at("lint").get<std::string>() + ": " + finding.at("text").get<std::string>());
    }
    return texts;
  }
  void change(const std::function<void(std::size_t row, std::vector<std::string>& fields)>& how) {
    for (std::size_t row = 0; row < rows.size(); ++row) how(row, rows[row]);
  }
};

TEST_F(Lint, HasNothingToSayOfASoundTable) { EXPECT_THAT(findings(), IsEmpty()); }

TEST_F(Lint, FindsAConstantColumn) {
  change([](std::size_t, auto& fields) { fields[1] = "3"; });
  EXPECT_THAT(findings(), ElementsAre("constant_column: column \"b\" is 3 in all training rows"));
}

TEST_F(Lint, DoesNotCallLargeNumbersEqualThatAFloatCannotTellApart) {
  change([](std::size_t row, auto& fields) { fields[1] = std::to_string(9007199254740993 + row); });
  EXPECT_THAT(findings(),
              ElementsAre("constant_column: column \"b\" is about 9.0072e+15 in all training rows; "
                          "its values differ by less than a float can tell, if at all"));
}

TEST_F(Lint, FindsAConstantCategory) {
  change([](std::size_t, auto& fields) { fields[1] = "red"; });
  EXPECT_THAT(findings(), ElementsAre("constant_column: column \"b\" is \"red\" in all training rows"));
}

TEST_F(Lint, FindsADuplicateColumn) {
  change([](std::size_t, auto& fields) { fields[2] = fields[0]; });
  EXPECT_THAT(findings(),
              ElementsAre("duplicate_column: column \"c\" has the values of column \"a\", row by row"));
}

TEST_F(Lint, FindsAColumnThatGivesTheClassAway) {
  change([](std::size_t row, auto& fields) {
    fields[2] = std::to_string((fields[3] == "yes" ? 5.0 : 1.0) + 0.01 * static_cast<double>(row));
  });
  EXPECT_THAT(findings(),
              ElementsAre("target_in_column: column \"c\" alone tells the target: each class has a range "
                          "of values of its own"));
  change([](std::size_t row, auto& fields) {
    fields[2] = (fields[3] == "yes" ? "paid " : "open ") + std::to_string(row % 3);
  });
  std::filesystem::remove(folder / "t.csv");
  EXPECT_THAT(findings(),
              ElementsAre("target_in_column: column \"c\" alone tells the target: each value comes with "
                          "one class alone"));
}

TEST_F(Lint, FindsAColumnThatIsTheTargetInOtherUnits) {
  loss = R"("mse")";
  change([](std::size_t, auto& fields) {
    const double celsius = 20.0 * std::stod(fields[0]);
    fields[3] = std::to_string(celsius);
    fields[2] = std::to_string(32.0 + 1.8 * celsius);
    fields[0] = "0." + fields[1].substr(3);
  });
  EXPECT_THAT(findings(),
              ElementsAre(HasSubstr("column \"c\" alone tells the target: its correlation with \"y\" is 1")));
}

TEST_F(Lint, FindsColumnsThatReachTheNetworkUnscaled) {
  change([](std::size_t, auto& fields) { fields[1] = std::to_string(1000.0 * std::stod(fields[1])); });
  EXPECT_THAT(findings(), IsEmpty()) << "they are standardized";
  data += R"(, "preprocess": {"inputs": "none"})";
  EXPECT_THAT(
      findings(),
      ElementsAre(HasSubstr("unscaled_column: column \"b\" reaches the network with numbers of about 609.")));
}

TEST_F(Lint, FindsUnscaledColumnsBehindCategories) {
  data += R"(, "preprocess": {"inputs": "none"})";
  change([](std::size_t row, auto& fields) {
    fields[0] = row % 3 == 0 ? "red" : row % 3 == 1 ? "green" : "blue";
    fields[1] = std::to_string(1000.0 * std::stod(fields[1]));
  });
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("unscaled_column: column \"b\" reaches the network")));
  data += R"(, "columns": {"b": {"scaling": "standardize"}})";
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(Lint, FindsAnOutlierWithItsRow) {
  rows[41][0] = "1e6";
  const auto found = findings();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(
      found[0],
      HasSubstr("outlier: row 42, column \"a\": 1e+06 is far from all others, half of which lie between 0."));
  data += R"(, "columns": {"a": {"clip": [0, 1]}})";
  EXPECT_THAT(findings(), IsEmpty()) << "clipped";
}

TEST_F(Lint, FindsCategoriesThatNameTheRows) {
  change([](std::size_t row, auto& fields) {
    fields[1] = "person " + std::to_string(row / 2 * 2 + (row < 40 ? row % 2 : 0));
  });
  data += R"(, "columns": {"b": {"kind": "categorical", "unseen": "ignore"}})";
  const auto found = findings();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0], HasSubstr("unique_categories: column \"b\" has "));
}

TEST_F(Lint, FindsAClassForNearlyEveryRow) {
  loss = R"("cross_entropy")";
  change([](std::size_t row, auto& fields) { fields[3] = "word " + std::to_string(row % 70); });
  data = R"("train": {"type": "csv", "path": "t.csv", "target": "y"})";
  EXPECT_THAT(findings(), ElementsAre("unique_categories: the target has 70 classes in 100 training rows"));
}

TEST_F(Lint, FindsTestRowsThatTrainingRowsRepeat) {
  write_rows("t.csv", 0, 80);
  write_rows("test.csv", 70, 100);
  data =
      R"("train": {"type": "csv", "path": "t.csv", "target": "y"}, "test": {"type": "csv", "path": "test.csv", "target": "y"})";
  EXPECT_THAT(findings(),
              ElementsAre("repeated_rows: 10 of the 30 test rows stand among the training rows too, the "
                          "first is row 1 as row 71"));
}

TEST_F(Lint, FindsClassesThatASplitLacks) {
  change([](std::size_t row, auto& fields) { fields[3] = row < 33 ? "p" : row < 66 ? "q" : "r"; });
  loss = R"("cross_entropy")";
  data =
      R"("train": {"type": "csv", "path": "t.csv", "target": "y"}, "test": {"type": "rows", "rows": [0, 1, 2, 40, 41]})";
  EXPECT_THAT(findings(), ElementsAre("missing_class: class \"r\" has no test rows"));
  std::string r;
  for (int row = 66; row < 100; ++row) r += (row > 66 ? "," : "") + std::to_string(row);
  data =
      R"("train": {"type": "csv", "path": "t.csv", "target": "y"}, "test": {"type": "rows", "rows": [0,40,)" +
      r + "]}";
  EXPECT_THAT(findings(), ElementsAre("missing_class: class \"r\" has no training rows"));
}

TEST_F(Lint, DoesNotAskToBalanceClassesThatAreBalanced) {
  change([](std::size_t row, auto& fields) { fields[3] = row % 20 == 0 ? "rare" : "usual"; });
  EXPECT_EQ(findings().size(), 1u);
  loss += R"(, "training": {"sampling": "balanced"})";
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(Lint, FindsClassesOfVeryDifferentSizes) {
  change([](std::size_t row, auto& fields) { fields[3] = row % 20 == 0 ? "rare" : "usual"; });
  EXPECT_THAT(
      findings(),
      ElementsAre(
          "class_imbalance: class \"rare\" has 4 training rows, class \"usual\" has 76 training rows"));
  loss = R"({"type": "cross_entropy", "class_weights": "balanced"})";
  EXPECT_THAT(findings(), IsEmpty()) << "weighted";
}

TEST_F(Lint, FindsTargetsOfLargeNumbers) {
  loss = R"("mse")";
  change([](std::size_t, auto& fields) {
    fields[3] = std::to_string(300000.0 + 1e5 * std::stod(fields[0]) * std::stod(fields[1]));
  });
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("unscaled_target: target \"y\" has numbers of about 32")));
  data += R"(, "preprocess": {"targets": "standardize"})";
  EXPECT_THAT(findings(), IsEmpty()) << "standardized";
}

// What a loss about numbers says of a target that is none is an error, with its place.
TEST_F(Lint, TargetsOfWordsForALossAboutNumbersAreAnError) {
  loss = R"("mse")";
  write_rows("t.csv", 0, 100);
  folder.write("t.json", R"({"data": {)" + data + R"(}, "model": {"hidden": []}, "loss": "mse"})");
  const Outcome outcome = mlp({"check", "t.json"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("t.csv:2: column \"y\": expected a number, got \""));
  EXPECT_THAT(outcome.err, HasSubstr("text can be the target of classes, with a loss like cross_entropy"));
}

TEST_F(Lint, ShowsAFewOfManyAndIsStrictWhenAsked) {
  change([](std::size_t row, auto& fields) {
    if (row % 10 == 0) fields[0] = "1e9";
  });
  const std::vector<std::string> found = findings();
  ASSERT_EQ(found.size(), 5u);
  EXPECT_THAT(found.back(), HasSubstr(" more)"));
  EXPECT_THAT(succeed({"check", "t.json"}), HasSubstr("\nTo look at\n  row "));
  const Outcome outcome = mlp({"check", "t.json", "--strict"});
  EXPECT_EQ(outcome.code, 7);
  EXPECT_THAT(outcome.err, HasSubstr("t.json: expected data without findings with --strict, got 5"));
}

TEST_F(Lint, IsSilentOnTheDataThatComeWithTheProject) {
  for (const char* name : {"iris", "wine", "breast_cancer", "diabetes", "digits", "mnist", "two_moons", "xor",
                           "servo", "pima_diabetes"})
    succeed({"check", shipped(name), "--strict"});
}

}  // namespace
}  // namespace mlp
