// Everything that a config can say can be said as structs, and back: each alternative of each choice in a
// whole config, from structs to JSON, resolved, and to the same structs again.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "alternatives.hpp"
#include "extensions.hpp"
#include "mlp/run/config.hpp"

namespace mlp {
namespace {

Config config_with(const Loss& loss) {
  Config config;
  config.data.train = CsvSource{.path = "rows.csv", .target = {"t"}, .inputs = {}};
  config.data.validation = Fraction{.fraction = 0.25, .stratify = {}};
  config.recipe.model.hidden = {{.units = 4}, {.units = 4}};
  config.recipe.loss = loss;
  return config;
}

std::vector<Config> every_config() {
  std::vector<Config> all;
  const auto add = [&](const Loss& loss) -> Config& { return all.emplace_back(config_with(loss)); };
  const auto numbers = [&]() -> Config& { return add(MeanSquaredError{}); };
  const auto classes = [&]() -> Config& { return add(CrossEntropy{}); };
  for (const Activation& each : all_alternatives<Activation>()) {
    numbers().recipe.model.output.activation = each;
    if (!mixes_units(each)) numbers().recipe.model.hidden[1].activation = each;
  }
  for (const Initializer& each : all_alternatives<Initializer>()) {
    if (std::holds_alternative<Uniform>(each)) continue;  // its defaults depend on the layer's use
    numbers().recipe.model.hidden[0].initializer = each;
    numbers().recipe.model.output.initializer = each;
  }
  for (const Normalization& each : all_alternatives<Normalization>())
    numbers().recipe.model.hidden[0].normalization = each;
  for (const Dropout& each : all_alternatives<Dropout>()) {
    numbers().recipe.model.hidden[0].dropout = each;
    numbers().recipe.model.input_dropout = each;
  }
  for (const Loss& each : all_alternatives<Loss>()) add(each);
  for (const Optimizer& each : all_alternatives<Optimizer>()) {
    Config& config = numbers();
    config.recipe.optimizer = each;
    config.recipe.training.shuffle = !is_full_batch(each);
  }
  for (Schedule each : all_alternatives<Schedule>()) {
    std::visit([](auto& held) { held.warmup_epochs = 1.5; }, each);
    if (auto* steps = std::get_if<MultiStepDecay>(&each)) steps->epochs = {3, 5};
    numbers().recipe.schedule = each;
  }
  for (const GradientClipping& each : all_alternatives<GradientClipping>())
    numbers().recipe.training.gradient_clipping = each;
  for (const Metric& each : all_alternatives<Metric>())
    (target_kind(each) == TargetKind::classes ? classes() : numbers()).recipe.metrics = {each};
  for (const Scaling& each : all_alternatives<Scaling>()) {
    numbers().data.preprocess.inputs = each;
    numbers().data.preprocess.targets = each;
  }
  add(BinaryCrossEntropy{}).data.decision_threshold = FixedThreshold{.value = 0.25};
  add(BinaryCrossEntropy{}).data.decision_threshold = ChosenThreshold{.metric = F1{}};
  const IdxSource idx{.inputs = "x.idx", .targets = "y.idx"};
  classes().data.train = idx;
  classes().data.validation = idx;
  classes().data.test = Fraction{.fraction = 0.5, .stratify = false};
  classes().data.test =
      CsvSource{.path = "test.csv", .target = {"t"}, .inputs = {"a", "b"}, .delimiter = ";"};
  Config& rest = numbers();
  rest.name = "rest";
  rest.recipe.seed = 99;
  rest.data.split_seed = 7;
  rest.recipe.model.hidden[1].residual = true;
  rest.recipe.model.hidden[0].optimizer = LayerOptimizer{.learning_rate_factor = 0.5, .weight_decay = 0.25};
  rest.recipe.model.input_noise = 0.125;
  rest.recipe.model.freeze = {0};
  rest.recipe.model.start_from = "runs/other";
  TrainingConfig& training = rest.recipe.training;
  training.epochs = 3;
  training.batch_size = 5;
  training.drop_last = true;
  training.early_stopping = EarlyStopping{.monitor = "train.loss", .patience = 2, .min_delta = 0.5};
  training.checkpoint = {.every_seconds = 1.0, .every_epochs = 2, .every_steps = 3};
  training.regularization = {.l1 = 0.5, .max_norm = 2.0};
  training.ema = WeightAverage{.decay = 0.5, .warmup = true};
  training.augmentation = Augmentation{.shift = 1.5, .rotation = 10.0, .width = 8};
  training.mixup = Mixup{};
  return all;
}

TEST(Config, SaysAsStructsWhatItSaysAsJson) {
  const std::vector<Config> all = every_config();
  EXPECT_GT(all.size(), 150u);
  for (const Config& config : all) {
    const std::string given = to_json(config);
    SCOPED_TRACE(given);
    const Config resolved = parse_config(given, "any.json");
    const std::string text = to_json(resolved);
    EXPECT_EQ(to_json(parse_config(text, "any.json")), text);
    // Nothing that was said is lost; only what was left open is filled in.
    const auto before = nlohmann::json::parse(given).flatten(), after = nlohmann::json::parse(text).flatten();
    for (const auto& [pointer, value] : before.items()) {
      if (value.is_null() || value == "") continue;
      ASSERT_TRUE(after.contains(pointer)) << pointer;
      EXPECT_EQ(after.at(pointer), value) << pointer;
    }
  }
}

}  // namespace
}  // namespace mlp
