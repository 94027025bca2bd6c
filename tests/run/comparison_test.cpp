// Comparisons: every training of one is a training that anyone can do alone.
#include "mlp/run/comparison.hpp"

#include <gmock/gmock.h>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "run/small_run.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

class ComparisonOfSmallRuns : public SmallRun {
 protected:
  ComparedSide side(const std::string& name, std::vector<Override> overrides = {}) {
    overrides.push_back({"/training/epochs", "5"});
    return {.name = name,
            .config = load_config(folder / "config.json", overrides),
            .folder = folder.path(),
            .trainings = {}};
  }
  std::vector<ComparedSide> two_sides() {
    return {side("a"), side("b", {{"/optimizer/learning_rate", "2e-5"}})};
  }
};

TEST_F(ComparisonOfSmallRuns, GivesTheSameFiguresForAnyNumberOfThreads) {
  const Comparison alone = compare_configs(two_sides(), {.seeds = 3, .threads = 1});
  const Comparison together = compare_configs(two_sides(), {.seeds = 3, .threads = 4});
  for (std::size_t s = 0; s < 2; ++s) {
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(alone.sides[s].trainings[i].parameters_sha256,
                together.sides[s].trainings[i].parameters_sha256);
      EXPECT_EQ(alone.sides[s].trainings[i].figures, together.sides[s].trainings[i].figures);
    }
  }
  EXPECT_EQ(alone.pairs.front().test.p, together.pairs.front().test.p);
}

TEST_F(ComparisonOfSmallRuns, TrainsEachSeedAsATrainingWithThatSeed) {
  const Comparison result = compare_configs({side("a")}, {.seeds = 3});
  const RunResult alone =
      train_to("alone", 0, {{"/training/epochs", "5"}, {"/seed", "3"}, {"/data/split_seed", "3"}});
  const SeedFigures& training = result.sides.front().trainings[2];
  EXPECT_EQ(training.parameters_sha256, alone.parameters_sha256);
  EXPECT_EQ(training.figures.front(), std::pair(std::string("train.loss"), alone.train.loss));
  EXPECT_EQ(training.figures.back().second, alone.validation->metrics.back().second);
}

TEST_F(ComparisonOfSmallRuns, KeepsTheConfigsRowsWhereThatIsWished) {
  const Comparison result =
      compare_configs({side("a", {{"/data/split_seed", "7"}})}, {.seeds = 2, .same_rows = true});
  const RunResult alone =
      train_to("alone", 0, {{"/training/epochs", "5"}, {"/seed", "2"}, {"/data/split_seed", "7"}});
  EXPECT_EQ(result.sides.front().trainings[1].parameters_sha256, alone.parameters_sha256);
  EXPECT_EQ(result.sides.front().trainings[1].split_seed, 7u);
}

TEST_F(ComparisonOfSmallRuns, ShowsADifferenceThatIsThereAndWhereTheConfigsDiffer) {
  const Comparison result = compare_configs(two_sides(), {.seeds = 6});
  EXPECT_EQ(result.metric, "validation.loss") << "what early stopping watches";
  EXPECT_FALSE(result.larger_is_better);
  ASSERT_EQ(result.pairs.size(), 1u);
  EXPECT_EQ(result.pairs.front().test.pairs, 6);
  EXPECT_TRUE(result.pairs.front().is_shown) << result.pairs.front().test.p;
  EXPECT_LT(result.pairs.front().test.mean_difference, 0.0) << "the second hardly moves";
  ASSERT_EQ(result.differences.size(), 1u);
  EXPECT_EQ(result.differences.front().pointer, "/optimizer/learning_rate");
  EXPECT_EQ(result.differences.front().values.front(), "0.002");
}

TEST_F(ComparisonOfSmallRuns, ShowsNoneOfAConfigWithItself) {
  const Comparison result = compare_configs({side("a"), side("b")}, {.seeds = 3});
  EXPECT_TRUE(result.differences.empty());
  EXPECT_EQ(result.pairs.front().test.p, 1.0);
  EXPECT_FALSE(result.pairs.front().is_shown);
}

TEST_F(ComparisonOfSmallRuns, ComparesEachSideWithEachLaterOneAndCorrects) {
  std::vector<ComparedSide> sides = two_sides();
  sides.push_back(side("c", {{"/optimizer/momentum", "0.8"}}));
  const Comparison result = compare_configs(sides, {.seeds = 3});
  ASSERT_EQ(result.pairs.size(), 3u);
  for (const ComparedPair& pair : result.pairs) EXPECT_GE(pair.adjusted_p, pair.test.p);
  EXPECT_EQ(result.pairs[1].a, 0u);
  EXPECT_EQ(result.pairs[1].b, 2u);
}

TEST_F(ComparisonOfSmallRuns, CountsNoTrainingThatDiverges) {
  const Comparison result =
      compare_configs({side("a"), side("b", {{"/optimizer/learning_rate", "1e30"}})}, {.seeds = 2});
  EXPECT_THAT(result.sides[1].trainings[0].problem, HasSubstr("epoch 1"));
  EXPECT_EQ(result.figures.front().sides[1].count, 0);
  EXPECT_EQ(result.figures.front().sides[0].count, 2);
  EXPECT_TRUE(result.pairs.empty());
  EXPECT_EQ(result.why_no_test, "fewer than two pairs of trainings with the same seeds and figures");
}

TEST_F(ComparisonOfSmallRuns, RefusesAFigureThatNotAllSidesHave) {
  const auto message = [&](const std::string& metric) {
    return message_of<ConfigError>([&] { compare_configs(two_sides(), {.seeds = 2, .metric = metric}); });
  };
  const std::string all =
      "--metric: expected a figure that all sides have, one of train.loss, train.rmse, train.r2, train.mape, "
      "train.max_error, validation.loss, validation.rmse, validation.r2, validation.mape, "
      "validation.max_error, got ";
  EXPECT_EQ(message("validation.rsme"),
            all + "\"validation.rsme\"\n  hint: did you mean \"validation.rmse\"?");
  EXPECT_EQ(message("weather"), all + "\"weather\"");
  EXPECT_EQ(message_of<ConfigError>([&] { compare_configs({side("a")}, {.seeds = 0}); }),
            "expected at least 1 seed, got 0");
}

TEST_F(ComparisonOfSmallRuns, LeavesOutLossesOfDifferentKinds) {
  const Comparison result = compare_configs({side("a"), side("b", {{"/loss", "mae"}})}, {.seeds = 2});
  EXPECT_EQ(result.metric, "validation.rmse");
  for (const ComparedFigure& figure : result.figures)
    EXPECT_FALSE(figure.name.ends_with(".loss")) << figure.name;
}

TEST_F(ComparisonOfSmallRuns, TakesRunsThatDifferInSeedsAloneAsOneSide) {
  std::vector<std::filesystem::path> folders;
  for (const std::string rate : {"0.002", "2e-5"}) {
    for (const std::string seed : {"1", "2", "3"}) {
      const std::string out = rate + "-" + seed;
      train_to(out, 0,
               {{"/training/epochs", "5"},
                {"/optimizer/learning_rate", rate},
                {"/seed", seed},
                {"/data/split_seed", seed}});
      folders.push_back(folder / out);
    }
  }
  const Comparison runs = compare_runs(folders);
  ASSERT_EQ(runs.sides.size(), 2u);
  const Comparison configs = compare_configs(two_sides(), {.seeds = 3});
  EXPECT_EQ(runs.pairs.front().test.t, configs.pairs.front().test.t) << "the same trainings";
  EXPECT_EQ(runs.differences.size(), 1u);
}

TEST_F(ComparisonOfSmallRuns, TestsNothingOfOneRunASide) {
  train_to("a");
  train_to("b", 0, {{"/optimizer/learning_rate", "2e-5"}});
  const Comparison result = compare_runs({folder / "a", folder / "b"});
  EXPECT_EQ(result.figures.size(), 10u);
  EXPECT_TRUE(result.pairs.empty());
  EXPECT_EQ(result.why_no_test,
            "one training on a side: its difference to another may be the seed's as well as the config's");
}

TEST_F(ComparisonOfSmallRuns, TellsOtherDataApart) {
  train_to("a");
  folder.write("rows.csv", folder.read("rows.csv") + "1,2,3\n");
  train_to("b", 0, {{"/seed", "2"}});
  const Comparison result = compare_runs({folder / "a", folder / "b"});
  ASSERT_EQ(result.sides.size(), 2u);
  EXPECT_EQ(result.differences.back().pointer, "data");
}

TEST_F(ComparisonOfSmallRuns, RefusesARunThatHasNotEnded) {
  train_to("a", 7);
  const std::string place = (folder / "a").string();
  EXPECT_EQ(message_of<IoError>([&] { compare_runs({place}); }),
            place +
                ": expected a finished run, got one without summary.json\n"
                "  hint: mlp runs says how it ended; mlp resume goes on with it");
}

}  // namespace
}  // namespace mlp
