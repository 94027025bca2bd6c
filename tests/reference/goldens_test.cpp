// The reference against PyTorch.
#include "goldens/goldens.hpp"

#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "alternatives.hpp"
#include "reference/comparison.hpp"
#include "reference/network.hpp"
#include "reference/optimizers.hpp"
#include "reference/shaping.hpp"

namespace mlp {
namespace {

// Both sides compute in double; the goldens carry 12 significant digits, an error of at most
// 5e-12 of each value.
constexpr double golden_tolerance = 1e-11;
// Ten steps multiply rounding errors of 1e-16 by a few powers of ten at most: the same digits decide.
constexpr double tolerance_after_training = 1e-11;

ReferenceBatch batch_of(const Golden& golden, Index number) {
  const Index size = golden.batch_size, first = number * size;
  const Index features = golden.architecture.inputs(),
              outputs = target_count(golden.loss, golden.architecture.outputs());
  ReferenceBatch batch;
  batch.draws = ReferenceDraws{};
  batch.inputs = Eigen::Map<const Eigen::MatrixXf>(golden.inputs.data() + first * features, features, size)
                     .cast<double>();
  if (golden.numbers.empty()) {
    batch.classes.assign(golden.classes.begin() + first, golden.classes.begin() + first + size);
  } else {
    batch.numbers = Eigen::Map<const Eigen::MatrixXf>(golden.numbers.data() + first * outputs, outputs, size)
                        .cast<double>();
  }
  return batch;
}

Eigen::VectorXd in_double(const std::vector<float>& values) {
  return Eigen::Map<const Eigen::VectorXf>(values.data(), std::ssize(values)).cast<double>();
}
Eigen::VectorXd as_vector(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::VectorXd>(values.data(), std::ssize(values));
}

class EachGolden : public testing::TestWithParam<Golden> {};

TEST_P(EachGolden, GivesOutputsLossAndGradientOfTheFirstBatch) {
  const Golden& golden = GetParam();
  const ParameterLayout layout(golden.architecture);
  const ReferenceResult result =
      reference_pass(golden.architecture, in_double(golden.parameters), golden.loss, batch_of(golden, 0));
  const Eigen::VectorXd outputs =
      reference_forward(golden.architecture, in_double(golden.parameters), batch_of(golden, 0).inputs)
          .back()
          .A.reshaped();
  ASSERT_EQ(outputs.size(), std::ssize(golden.outputs));
  EXPECT_LE((outputs - as_vector(golden.outputs)).cwiseAbs().maxCoeff(),
            golden_tolerance * outputs.cwiseAbs().maxCoeff());
  EXPECT_NEAR(result.loss, golden.first_loss, golden_tolerance * std::fabs(golden.first_loss));
  EXPECT_TRUE(agrees(result.gradient, as_vector(golden.gradient), layout, golden_tolerance));
}

TEST_P(EachGolden, GivesTheLossesAndParametersOfTenSteps) {
  const Golden& golden = GetParam();
  const ParameterLayout layout(golden.architecture);
  for (const GoldenTraining& training : golden.trainings) {
    if (is_full_batch(training.optimizer)) continue;  // see train/lbfgs_stepper_test.cpp
    SCOPED_TRACE(training.name);
    ASSERT_EQ(training.losses.size(), 10u);
    Eigen::VectorXd parameters = in_double(golden.parameters);
    Eigen::VectorXd slots = Eigen::VectorXd::Zero(slot_count(training.optimizer) * layout.size);
    for (std::size_t step = 0; step < training.losses.size(); ++step) {
      const ReferenceBatch batch = batch_of(golden, static_cast<Index>(step) % golden.batches());
      ReferenceResult result = reference_pass(golden.architecture, parameters, golden.loss, batch);
      EXPECT_NEAR(result.loss, training.losses[step],
                  tolerance_after_training * std::fabs(training.losses[step]))
          << "step " << step;
      const std::vector<ReferenceLayer> layers =
          reference_forward(golden.architecture, parameters, batch.inputs, batch.draws);
      for (Index l = 0; l < std::ssize(layers); ++l) {
        reference_move_statistics({golden.architecture, layout, l}, layers[static_cast<std::size_t>(l)],
                                  parameters);
      }
      if (training.clipping) reference_clip(*training.clipping, layout, result.gradient);
      reference_l1(training.l1, layout, parameters, result.gradient);
      reference_step(training.optimizer, static_cast<Index>(step) + 1, layout, result.gradient, parameters,
                     slots);
      if (training.max_norm > 0) reference_max_norm(training.max_norm, layout, parameters);
    }
    EXPECT_TRUE(agrees(parameters, as_vector(training.parameters), layout, tolerance_after_training));
  }
}

INSTANTIATE_TEST_SUITE_P(All, EachGolden, testing::ValuesIn(all_goldens()),
                         [](const auto& test) { return test.param.name; });

TEST(Goldens, MeetEverySettingOfSgdAndEveryOptimizerOfPyTorch) {
  std::set<std::string> settings, optimizers, clippings;
  for (const Golden& golden : all_goldens()) {
    if (golden.name.starts_with("layers_")) continue;  // about layers; the others meet every optimizer
    EXPECT_FALSE(golden.trainings.empty()) << golden.name;
    for (const GoldenTraining& training : golden.trainings) {
      optimizers.emplace(name_of(training.optimizer));
      if (training.clipping) clippings.emplace(name_of(*training.clipping));
      if (const Sgd* sgd = std::get_if<Sgd>(&training.optimizer)) {
        settings.insert(sgd->dampening > 0      ? "dampening"
                        : sgd->weight_decay > 0 ? "decay"
                        : sgd->nesterov         ? "nesterov"
                        : sgd->momentum > 0     ? "momentum"
                                                : "plain");
      }
    }
  }
  EXPECT_EQ(settings, (std::set<std::string>{"plain", "momentum", "nesterov", "decay", "dampening"}));
  for (const Optimizer& optimizer : all_alternatives<Optimizer>()) {
    const bool is_pytorchs = name_of(optimizer) != "lion";
    EXPECT_EQ(optimizers.count(std::string(name_of(optimizer))) > 0, is_pytorchs) << name_of(optimizer);
  }
  EXPECT_EQ(clippings.size(), std::variant_size_v<GradientClipping>);
}

TEST(Goldens, MeetEveryActivation) {
  std::set<std::string> activations;
  for (const Golden& golden : all_goldens()) {
    for (const Layer& layer : golden.architecture.layers) activations.emplace(name_of(layer.activation));
  }
  EXPECT_EQ(activations.size(), std::variant_size_v<Activation> - 1) << "all but a program's own";
}

}  // namespace
}  // namespace mlp
