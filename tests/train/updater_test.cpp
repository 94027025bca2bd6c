// What a step does besides its optimizer: to any number of threads, over a resume, without allocation (see
// allocation_test.cpp), and by what it is said to be.
#include "train/updater.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "alternatives.hpp"
#include "train/state.hpp"
#include "train/training_data.hpp"
#include "update_rules.hpp"

namespace mlp {
namespace {

struct UpdateCase {
  std::string name;
  Recipe recipe;
};

// Every optimizer, and everything else at once with each clipping.
std::vector<UpdateCase> update_cases() {
  std::vector<UpdateCase> cases;
  for (const Optimizer& optimizer : optimizers_with_a_rule()) {
    cases.push_back({std::string(name_of(optimizer)), small_recipe(CrossEntropy{})});
    cases.back().recipe.optimizer = optimizer;
  }
  for (const GradientClipping& clipping : all_alternatives<GradientClipping>()) {
    cases.push_back({std::string(name_of(clipping)), small_recipe(CrossEntropy{})});
    Recipe& recipe = cases.back().recipe;
    recipe.optimizer = NAdam{.weight_decay = 0.01};
    recipe.model.hidden[0].optimizer = LayerOptimizer{.learning_rate_factor = 0.5, .weight_decay = 0.1};
    recipe.training.gradient_clipping = clipping;
    std::visit(
        [](auto& held) {
          if constexpr (requires { held.max_norm; }) held.max_norm = 0.1;
          if constexpr (requires { held.limit; }) held.limit = 0.01;
        },
        *recipe.training.gradient_clipping);
    recipe.training.regularization = {.l1 = 0.001, .max_norm = 0.7};
    recipe.training.ema = WeightAverage{.decay = 0.8};
    recipe.training.early_stopping = EarlyStopping{.patience = 50};
  }
  return cases;
}

class EachUpdate : public testing::TestWithParam<UpdateCase> {};

TEST_P(EachUpdate, GivesTheSameBitsForAnyThreadsAndAfterAResume) {
  const Dataset dataset = class_data(110, 5, 3);
  const RowView rows = rows_of(dataset, 0, 80), held_out = rows_of(dataset, 80, 110);
  StateKeeper whole;
  const TrainResult expected = train(GetParam().recipe, rows, held_out, {.threads = 1, .observer = &whole});
  ASSERT_GE(whole.states.size(), 9u);
  // After the first step, and amid the second epoch.
  for (const std::size_t i : {std::size_t{0}, std::size_t{4}}) {
    const int threads = i == 0 ? 3 : 2;
    const TrainResult result =
        train(GetParam().recipe, rows, held_out, {.threads = threads, .resume = &whole.states[i]});
    EXPECT_EQ(result.model.parameters_sha256(), expected.model.parameters_sha256())
        << "from step " << whole.states[i].step << ", " << threads << " threads";
  }
}

INSTANTIATE_TEST_SUITE_P(All, EachUpdate, testing::ValuesIn(update_cases()),
                         [](const auto& test) { return test.param.name; });

TEST(GradientClipping, DoesNothingToGradientsThatAreShortEnough) {
  const Dataset dataset = class_data(110, 5, 3);
  const Recipe plain = small_recipe(CrossEntropy{});
  for (const GradientClipping& clipping : std::vector<GradientClipping>{
           ClipGlobalNorm{.max_norm = 1e6}, ClipLayerNorms{.max_norm = 1e6}, ClipValue{.limit = 1e6}}) {
    Recipe recipe = plain;
    recipe.training.gradient_clipping = clipping;
    EXPECT_EQ(trained_sha256(recipe, all_rows(dataset), 3), trained_sha256(plain, all_rows(dataset)))
        << name_of(clipping);
  }
}

// One step of SGD is as long as the learning rate times the clipped gradient.
TEST(GradientClipping, BoundsTheStep) {
  const Dataset dataset = class_data(64, 5, 3);
  Recipe recipe = small_recipe(CrossEntropy{}, 1);
  recipe.training.batch_size = 64;
  const auto step_length = [&](const std::optional<GradientClipping>& clipping) {
    recipe.training.gradient_clipping = clipping;
    recipe.optimizer = Sgd{.learning_rate = 1e-30};
    const Model before = train(recipe, all_rows(dataset), {}).model;
    recipe.optimizer = Sgd{.learning_rate = 1.0};
    const Model after = train(recipe, all_rows(dataset), {}).model;
    double squares = 0.0;
    for (Index i = 0; i < before.parameters.size(); ++i)
      squares += std::pow(static_cast<double>(after.parameters[i]) - before.parameters[i], 2);
    return std::sqrt(squares);
  };
  ASSERT_GT(step_length({}), 0.05);
  EXPECT_NEAR(step_length(ClipGlobalNorm{.max_norm = 0.05}), 0.05,
              1e-5);  // 1e-6 and roundings of the weights
  EXPECT_NEAR(step_length(ClipLayerNorms{.max_norm = 0.03}), std::sqrt(2.0) * 0.03, 1e-5);
}

TEST(Regularization, KeepsEachUnitsWeightsShortAndMakesThemSparse) {
  const Dataset dataset = class_data(110, 5, 3);
  Recipe recipe = small_recipe(CrossEntropy{}, 5);
  const auto sizes = [&] {
    const Model model = train(recipe, all_rows(dataset), {}).model;
    const ParameterLayout layout(model.architecture);
    double longest = 0.0, all = 0.0;
    for (const ParameterTensor& tensor : layout.tensors) {
      if (!tensor.is_weight) continue;
      for (Index unit = 0; unit < tensor.rows; ++unit) {
        double squares = 0.0;
        for (Index j = 0; j < tensor.columns; ++j) {
          const double w = model.parameters[tensor.offset + unit * tensor.columns + j];
          squares += w * w;
          all += std::fabs(w);
        }
        longest = std::max(longest, std::sqrt(squares));
      }
    }
    return std::pair(longest, all);
  };
  const auto [longest, all] = sizes();
  ASSERT_GT(longest, 0.6);
  recipe.training.regularization.max_norm = 0.5;
  EXPECT_NEAR(sizes().first, 0.5, 1e-6);
  recipe.training.regularization = {.l1 = 0.05};
  EXPECT_LT(sizes().second, 0.5 * all);
}

TEST(LayerOptimizer, ChangesItsOwnLayerOnly) {
  const Dataset dataset = class_data(64, 5, 3);
  Recipe recipe = small_recipe(CrossEntropy{}, 1);
  recipe.training.batch_size = 64;  // one step
  const Model plain = train(recipe, all_rows(dataset), {}).model;
  recipe.model.hidden[0].optimizer = LayerOptimizer{.learning_rate_factor = 0.5, .weight_decay = 0.5};
  const Model changed = train(recipe, all_rows(dataset), {}).model;
  const ParameterLayout layout(plain.architecture);
  for (const ParameterTensor& tensor : layout.tensors) {
    const bool same = std::equal(plain.parameters.begin() + tensor.offset,
                                 plain.parameters.begin() + tensor.offset + tensor.size(),
                                 changed.parameters.begin() + tensor.offset);
    EXPECT_EQ(same, tensor.name.starts_with("layers.1")) << tensor.name;
  }
}

// The average is a function of the parameters after each step, which are those of a training without it.
TEST(WeightAverage, IsWhatIsValidatedAndKept) {
  const Dataset dataset = class_data(110, 5, 3);
  const RowView rows = rows_of(dataset, 0, 80), held_out = rows_of(dataset, 80, 110);
  for (const bool warmup : {false, true}) {
    Recipe recipe = small_recipe(CrossEntropy{});
    StateKeeper plain, averaging;
    train(recipe, rows, held_out, {.observer = &plain});
    recipe.training.ema = WeightAverage{.decay = 0.9, .warmup = warmup};
    const TrainResult result = train(recipe, rows, held_out, {.observer = &averaging});

    // The first state is that after one step: the start is found by undoing the average.
    std::vector<float> average(averaging.states[0].averages.begin(), averaging.states[0].averages.end());
    for (std::size_t step = 1; step < averaging.states.size(); ++step) {
      const TrainState& state = averaging.states[step];
      if (state.step == averaging.states[step - 1].step) continue;  // the one at the end
      const double t = static_cast<double>(state.step);
      const double decay = warmup ? std::min(0.9, (1.0 + t) / (10.0 + t)) : 0.9;
      for (std::size_t i = 0; i < average.size(); ++i) {
        const float parameter = state.parameters[static_cast<Index>(i)];
        ASSERT_EQ(parameter, plain.states[step].parameters[static_cast<Index>(i)]);
        average[i] = std::fma(static_cast<float>(1.0 - decay), parameter - average[i], average[i]);
        ASSERT_EQ(state.averages[static_cast<Index>(i)], average[i]);
      }
    }
    EXPECT_TRUE(std::equal(average.begin(), average.end(), result.model.parameters.begin()));
    EXPECT_EQ(averaging.epochs.back().parameters_sha256, plain.epochs.back().parameters_sha256);
    const Scores again = evaluate(result.model, {}, held_out).scores;
    EXPECT_EQ(again.loss, averaging.epochs.back().validation->loss);
    EXPECT_NE(again.loss, plain.epochs.back().validation->loss);
  }
}

}  // namespace
}  // namespace mlp
