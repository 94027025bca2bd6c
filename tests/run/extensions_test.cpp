// A program's own pieces in configs and run directories.
#include "extensions.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/reproduce.hpp"
#include "mlp/run/training_run.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

// Rows of class_data(); "path" is not read, but there.
struct OwnRows : DataSource {
  std::string_view name() const override { return "own_rows"; }
  std::vector<Hyperparameter> hyperparameters() const override {
    return {{"rows", 0.0, at_least(4).required(), "how many"}, {"seed", 1.0, at_least(0), "of the draw"}};
  }
  Dataset read(Numbers numbers, const std::filesystem::path&) const override {
    return class_data(static_cast<Index>(numbers[0]), 4, 3, static_cast<std::uint64_t>(numbers[1]));
  }
};

Extensions all_extensions() {
  return {std::make_shared<OwnRelu>(),     std::make_shared<OwnMse>(),  std::make_shared<OwnMargin>(),
          std::make_shared<OwnMomentum>(), std::make_shared<OwnLine>(), std::make_shared<OwnAccuracy>(),
          std::make_shared<OwnRows>()};
}

const std::string everything_own = R"({
  "data": {"train": {"type": "own_rows", "rows": 120, "path": "rows.txt"},
           "validation": {"type": "own_rows", "rows": 40, "seed": 2}, "test": {"fraction": 0.25}},
  "model": {"hidden": [{"units": 8, "activation": {"type": "own_relu", "leak": 0.1}}, {"units": 4, "activation": "own_relu"}]},
  "loss": "own_margin",
  "optimizer": {"type": "own_momentum", "decay": 0.5, "learning_rate": 0.03, "weight_decay": 0.001},
  "schedule": {"type": "own_line", "warmup_epochs": 1},
  "training": {"epochs": 3, "early_stopping": {"monitor": "validation.own_accuracy"}},
  "metrics": ["own_accuracy"]
})";

Config parsed_with_own(const std::string& text) {
  return parse_config(text, "own.json", {}, all_extensions());
}

std::string complaint(const std::string& old_part, const std::string& new_part,
                      const Extensions& extensions = all_extensions()) {
  std::string text = everything_own;
  const std::size_t at = text.find(old_part);
  EXPECT_NE(at, std::string::npos) << old_part;
  text.replace(at, old_part.size(), new_part);
  return message_of<ConfigError>([&] { parse_config(text, "own.json", {}, extensions); });
}

TEST(Extensions, AreNamedInAConfigLikeTheLibrarysOwn) {
  const Config config = parsed_with_own(everything_own);
  const auto& hidden = config.recipe.model.hidden;
  EXPECT_EQ(std::get<CustomActivation>(hidden[0].activation).numbers, std::vector<double>{0.1});
  EXPECT_EQ(std::get<CustomActivation>(hidden[1].activation).numbers, std::vector<double>{0.0});
  EXPECT_EQ(name_of(config.recipe.loss), "own_margin");
  const auto& optimizer = std::get<CustomOptimizer>(config.recipe.optimizer);
  EXPECT_EQ(optimizer.numbers, std::vector<double>{0.5});
  EXPECT_EQ(optimizer.learning_rate, 0.03);
  EXPECT_EQ(std::get<CustomSchedule>(config.recipe.schedule).warmup_epochs, 1.0);
  EXPECT_EQ(std::get<CustomSource>(config.data.train).path, "rows.txt");
  EXPECT_TRUE(std::holds_alternative<HeNormal>(*hidden[0].initializer)) << "as own_relu says";
}

TEST(Extensions, AreWrittenBackByNameWithEveryNumber) {
  const std::string text = to_json(parsed_with_own(everything_own));
  EXPECT_THAT(text, HasSubstr("\"type\": \"own_relu\",\n          \"leak\": 0.1"));
  EXPECT_EQ(to_json(parsed_with_own(text)), text);
}

TEST(Extensions, AreSuggestedWhereANameIsMisspelt) {
  EXPECT_THAT(complaint("\"activation\": \"own_relu\"", "\"activation\": \"own_rleu\""),
              HasSubstr("prelu, own_relu, got \"own_rleu\"\n  hint: did you mean \"own_relu\"?"));
  EXPECT_THAT(complaint("own_margin", "own_magrin"), HasSubstr("hint: did you mean \"own_margin\"?"));
  EXPECT_THAT(complaint("\"leak\"", "\"laek\""),
              HasSubstr("unknown key \"laek\"\n  hint: did you mean \"leak\"?"));
}

TEST(Extensions, HaveRulesLikeTheLibrarysOwn) {
  EXPECT_THAT(complaint("0.1}", "1.5}"),
              HasSubstr("/model/hidden/0/activation/leak: expected a number in [0, "
                        "1), got 1.5\n  hint: slope for negative inputs"));
  EXPECT_THAT(complaint("\"rows\": 40, ", ""),
              HasSubstr("/data/validation: expected the key \"rows\", got none"));
}

TEST(Extensions, ThatAreNotPassedAreAskedFor) {
  EXPECT_THAT(
      complaint("0.1}", "0.1}", {}),
      HasSubstr("got \"own_margin\"\n  hint: mlp has no loss of this name; a program's own is passed in "
                "its Extensions (docs/extending.md)"));
}

struct NamedRelu : OwnRelu {
  explicit NamedRelu(std::string given) : own_name(std::move(given)) {}
  std::string_view name() const override { return own_name; }
  std::string own_name;
};

TEST(Extensions, AreRefusedWithoutAnObjectOrANameOfTheirOwn) {
  const auto refusal = [](const Extensions& extensions) { return complaint("0.1}", "0.1}", extensions); };
  EXPECT_EQ(refusal({nullptr}), "extensions: expected an implementation, got a null pointer");
  EXPECT_THAT(refusal({std::make_shared<NamedRelu>("")}),
              HasSubstr("extensions: activation \"\": expected a name"));
  for (const char* taken : {"relu", "logistic"}) {
    EXPECT_THAT(refusal({std::make_shared<NamedRelu>(taken)}),
                HasSubstr("\": expected another name than one of the library's own"));
  }
  EXPECT_EQ(refusal({std::make_shared<OwnRelu>(), std::make_shared<OwnRelu>()}),
            "extensions: activation \"own_relu\": expected each name once, got it twice");
}

class OwnRun : public testing::Test {
 protected:
  RunResult run(const std::string& name, Index stop_after = 0) {
    folder.write("rows.txt", "nothing");
    const Config config = parsed_with_own(everything_own);
    const Splits splits = load_splits(config.data, target_kind(config.recipe.loss), folder.path(), 1);
    Index left = stop_after;
    RunOptions options;
    options.out = folder / name;
    options.wish = [&left] { return --left == 0 ? Wish::stop : Wish::go_on; };
    return train_run(config, folder.path(), splits, options);
  }
  TemporaryFolder folder{TemporaryFolder::in_memory()};
};

TEST_F(OwnRun, IsResumedAndReproducedToTheSameBits) {
  const RunResult whole = run("whole");
  run("stopped", 4);
  const RunResult resumed = resume_run(open_run(folder / "stopped", {}, all_extensions()));
  EXPECT_EQ(resumed.parameters_sha256, whole.parameters_sha256);
  EXPECT_TRUE(reproduce_run(folder / "whole", 2, nullptr, all_extensions()).identical);
  EXPECT_THROW(open_run(folder / "stopped"), ConfigError);
  EXPECT_THAT(folder.read("whole/manifest.json"), HasSubstr("rows.txt"));
}

TEST(CustomSource, NumbersClassesAsTheTrainingRowsDo) {
  struct Two : DataSource {
    std::string_view name() const override { return "two"; }
    std::vector<Hyperparameter> hyperparameters() const override { return {{"later", 0.0}}; }
    Dataset read(Numbers numbers, const std::filesystem::path&) const override {
      const Eigen::MatrixXf x = Eigen::MatrixXf::Zero(1, 3);
      if (numbers[0] == 0.0) return make_dataset(x, std::vector<std::string>{"a", "b", "c"});
      if (numbers[0] == 1.0) return make_dataset(x, std::vector<std::string>{"c", "b", "c"});
      if (numbers[0] == 2.0) return make_dataset(x, std::vector<std::string>{"c", "d", "c"});
      Dataset wrong = make_dataset(x, std::vector<std::string>{"a", "b", "c"});
      wrong.classes[1] = 7;
      return wrong;
    }
  };
  const auto load = [](double later) {
    DataConfig config;
    config.train = CustomSource{std::make_shared<Two>(), {0.0}};
    config.test = CustomSource{std::make_shared<Two>(), {later}};
    return load_splits(config, TargetKind::classes, ".", 1);
  };
  EXPECT_THAT(load(1.0).test.dataset->classes, testing::ElementsAre(2, 1, 2));
  EXPECT_EQ(message_of<DataError>([&] { load(2.0); }),
            "data source two: expected a class label known from training (a, b, c), got \"d\"");
  EXPECT_EQ(message_of<DataError>([&] { load(3.0); }),
            "data source two: expected classes from 0 to 2, got 7");
}

}  // namespace
}  // namespace mlp
