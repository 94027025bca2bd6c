// The reference's gradient against central differences, for the networks that resolved() allows: every
// hidden activation × loss, and every output activation × loss above tanh.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "decorated_layers.hpp"
#include "fitting_targets.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/random.hpp"
#include "reference/alternatives.hpp"
#include "reference/comparison.hpp"
#include "reference/loss_kinks.hpp"
#include "reference/network.hpp"

namespace mlp {
namespace {

struct Case {
  std::string name;
  Architecture architecture;
  Loss loss;
  std::vector<Index> frozen = {};
};

std::vector<Loss> losses_to_check() {
  std::vector<Loss> losses = all_alternatives<Loss>();
  losses.push_back(CrossEntropy{.label_smoothing = 0.1});
  losses.push_back(CrossEntropy{.label_smoothing = 0.1, .class_weights = ListedWeights{{0.5, 2.0, 1.25}}});
  losses.push_back(BinaryCrossEntropy{.positive_weight = 3.5});
  losses.push_back(Huber{.delta = 0.25});
  losses.push_back(SmoothL1{.beta = 0.25});
  losses.push_back(Quantile{.quantile = 0.9});
  losses.push_back(Focal{.gamma = 0.5});
  losses.push_back(BinaryFocal{.gamma = 3.0, .alpha = std::nullopt});
  losses.push_back(MultiLabel{.positive_weight = 2.5});
  return losses;
}

// 5-7-4-k, if the activations fit the loss.
void add_if_it_fits(const Activation& hidden, const Loss& loss, const Activation& output,
                    std::vector<Case>& cases) {
  const bool is_binary = traits_of(loss).units == OutputUnits::one_for_two_classes;
  const Index outputs = is_binary ? 1 : output_units(loss, 3);
  if (!is_worth_checking(hidden, loss, output)) return;
  const ModelConfig config{.hidden = {{7, hidden, {}}, {4, hidden, {}}}, .output = {output, {}}};
  try {
    cases.push_back({std::string(name_of(hidden)) + "_" + std::string(name_of(loss)) + "_" +
                         std::string(name_of(output)) + "_" + std::to_string(cases.size()),
                     build_architecture(resolved(config, loss), 5, outputs), loss});
  } catch (const ConfigError&) {
    // resolved() says that they do not; its own tests check when.
  }
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const DecoratedCase& decorated : decorated_cases()) {
    for (const Loss& loss : {Loss(CrossEntropy{}), Loss(MeanSquaredError{})})
      cases.push_back({decorated.name + "_" + std::string(name_of(loss)) + "_" + std::to_string(cases.size()),
                       build_architecture(resolved(decorated.model, loss), 5, 3), loss,
                       decorated.model.freeze});
  }
  for (const Activation& hidden : all_alternatives<Activation>()) {
    for (const Loss& loss : losses_to_check()) {
      for (const Activation& output : all_alternatives<Activation>()) {
        add_if_it_fits(hidden, loss, output, cases);
      }
    }
  }
  return cases;
}

// Draws in [−1, 1).
Eigen::MatrixXd draws(std::uint64_t seed, std::uint32_t site, Index rows, Index columns) {
  std::uint32_t unit = 0;
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] {
    const std::uint32_t word = draw_word(seed, {.purpose = Purpose::noise, .layer = site}, unit++);
    return 2.0 * static_cast<double>(uniform(word)) - 1.0;
  });
}

ReferenceBatch batch_for(const Case& c, std::uint64_t seed) {
  constexpr Index samples = 6;
  ReferenceBatch batch{.inputs = draws(seed, 0, c.architecture.inputs(), samples),
                       .classes = {},
                       .numbers = {},
                       .weights = {},
                       .draws = ReferenceDraws{.seed = 3, .step = 9}};
  batch.draws->learns.assign(c.architecture.layers.size(), true);
  for (const Index l : c.frozen) batch.draws->learns[static_cast<std::size_t>(l)] = false;
  const Index targets = target_count(c.loss, c.architecture.outputs());
  if (target_kind(c.loss) == TargetKind::numbers) {
    batch.numbers = draws(seed, 1, targets, samples);
    for (Index n = 0; n < samples; ++n) make_fitting(c.loss, batch.numbers.col(n).data(), targets);
  } else {
    const auto classes = static_cast<std::int32_t>(targets);
    for (std::int32_t n = 0; n < samples; ++n) batch.classes.push_back(n % classes);
  }
  return batch;
}

// The smallest distance of any unit's z, or of the outputs, from a kink.
double nearest_kink(const Case& c, const Eigen::VectorXd& parameters, const ReferenceBatch& batch) {
  const std::vector<ReferenceLayer> layers =
      reference_forward(c.architecture, parameters, batch.inputs, batch.draws);
  return std::min(nearest_kink(c.architecture, layers), nearest_kink_of_loss(c.loss, layers.back(), batch));
}

Eigen::VectorXd parameters_for(const ParameterLayout& layout, std::uint64_t seed) {
  Eigen::VectorXd parameters = draws(seed, 2, layout.size, 1);
  for (const ParameterTensor& tensor : layout.tensors) {
    if (tensor.role != TensorRole::running_variance) continue;
    auto variances = parameters.segment(tensor.offset, tensor.size());
    variances = variances.cwiseAbs().eval();
  }
  return parameters;
}

// Running statistics of frozen layers move the loss, but have no gradient.
bool is_learned(const ParameterLayout& layout, Index parameter) {
  return std::none_of(layout.tensors.begin(), layout.tensors.end(), [&](const ParameterTensor& tensor) {
    return !tensor.learns() && parameter >= tensor.offset && parameter < tensor.offset + tensor.size();
  });
}

class EachNetwork : public testing::TestWithParam<Case> {};

TEST_P(EachNetwork, GradientIsTheDerivativeOfTheLoss) {
  const Case& c = GetParam();
  const ParameterLayout layout(c.architecture);
  constexpr double step = 1e-5;
  // A parameter moved by one step moves no pre-activation further than this: |a| and |w| are of order 1.
  constexpr double margin = 1e3 * step;
  std::uint64_t seed = 1;
  while (nearest_kink(c, parameters_for(layout, seed), batch_for(c, seed)) < margin) ++seed;
  const ReferenceBatch batch = batch_for(c, seed);
  const Eigen::VectorXd parameters = parameters_for(layout, seed);

  const ReferenceResult result = reference_pass(c.architecture, parameters, c.loss, batch);
  Eigen::VectorXd rises(layout.size);
  bool has_batch_norm = false;
  for (const ParameterTensor& tensor : layout.tensors) has_batch_norm = has_batch_norm || !tensor.learns();
  for (Index i = 0; i < layout.size; ++i) {
    if (!is_learned(layout, i)) {
      rises(i) = 0.0;
      continue;
    }
    Eigen::VectorXd above = parameters, below = parameters;
    above(i) += step;
    below(i) -= step;
    rises(i) = (reference_loss(c.architecture, above, c.loss, batch) -
                reference_loss(c.architecture, below, c.loss, batch)) /
               (2 * step);
  }
  // Truncation and rounding of the quotient are about 1e-11 each, and every tensor of the gradient
  // reaches 1e-3: ratios stay below 1e-8.
  // A bias that a batch's mean takes away has a slope of 0, and a quotient of rounding errors.
  const double share = has_batch_norm ? 1e-3 : 0.0;
  EXPECT_TRUE(agrees(result.gradient, rises, layout, 1e-7, share)) << "seed " << seed;
  EXPECT_EQ(result.loss, reference_loss(c.architecture, parameters, c.loss, batch));

  Eigen::VectorXd padding = result.gradient;
  for (const ParameterTensor& tensor : layout.tensors)
    padding.segment(tensor.offset, tensor.size()).setZero();
  EXPECT_EQ(padding, Eigen::VectorXd::Zero(layout.size));
}

INSTANTIATE_TEST_SUITE_P(All, EachNetwork, testing::ValuesIn(all_cases()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mlp
