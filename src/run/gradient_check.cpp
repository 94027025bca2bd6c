#include "mlp/run/gradient_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <Eigen/Core>

#include "data/batches.hpp"
#include "data/encoded_rows.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/base/random.hpp"
#include "mlp/base/team.hpp"
#include "model/inference.hpp"
#include "nn/gradient.hpp"
#include "nn/initialisation.hpp"
#include "nn/mixup.hpp"
#include "nn/passes.hpp"
#include "reference/activations.hpp"
#include "reference/network.hpp"
#include "train/starting_point.hpp"
#include "train/training_length.hpp"
#include "train/untrained_model.hpp"

namespace mlp {
namespace {

// The rows that a training's first steps take.
std::vector<std::int32_t> first_rows(const Recipe& recipe, const RowView& rows, Index wanted) {
  std::vector<std::int32_t> order = rows.rows;
  if (recipe.training.shuffle) Shuffler(rows.size()).shuffle(recipe.seed, 0, rows.rows, order);
  const Index batch = batch_size_for(recipe.training, rows.size());
  order.resize(static_cast<std::size_t>(std::min(wanted > 0 ? wanted : batch, rows.size())));
  return order;
}

Eigen::VectorXd as_doubles(const FlatBuffer<float>& values) {
  return Eigen::Map<const Eigen::VectorXf>(values.data(), values.size()).cast<double>();
}

// What the engine makes of some rows: the gradient, and in the workspace the inputs it saw.
class EnginePass {
 public:
  EnginePass(const Network& network, const FlatBuffer<float>& parameters, const Batch& batch)
      : network_(network),
        samples_(batch.size),
        workspace_(network, batch.size, 1, PassKind::training),
        gradient_(network.layout.size) {
    forward(network, parameters.data(), batch, {0, batch.size}, workspace_, 0);
    batch_.inputs = seen(workspace_.inputs, network.architecture.inputs(), workspace_.input_stride);
    note_targets(batch);
    finite_ = forward_backward(network, parameters.data(), batch, {0, batch.size}, workspace_, 0);
    for (Index l = 0; l < network.layer_count(); ++l) {
      if (!network.layer_learns(l)) continue;
      gradient_in_place({network, workspace_, batch.size, l, {0, network.layer(l).units}}, gradient_.data());
    }
    batch_.draws = ReferenceDraws{.seed = batch.seed, .step = batch.step, .learns = network.learns};
    if (network.mixup) {
      // As narrow as the engine's.
      batch_.draws->own_share = static_cast<float>(own_share(*network.mixup, batch.seed, batch.step));
    }
  }

  bool finite() const { return finite_; }
  Eigen::VectorXd gradient() const { return as_doubles(gradient_); }

  // The same samples for the reference: inputs before noise and dropout, targets as the network gets them.
  const ReferenceBatch& reference_batch() const { return batch_; }

 private:
  Eigen::MatrixXd seen(const FlatBuffer<float>& values, Index rows, Index stride) const {
    using Strided = Eigen::Map<const Eigen::MatrixXf, 0, Eigen::OuterStride<>>;
    return Strided(values.data(), rows, samples_, Eigen::OuterStride<>(stride)).cast<double>();
  }

  void note_targets(const Batch& batch) {
    if (target_kind(network_.loss) == TargetKind::numbers) {
      const Index targets = target_count(network_.loss, network_.architecture.outputs());
      batch_.numbers = seen(workspace_.numbers, targets, workspace_.number_stride);
    } else {
      batch_.classes.assign(workspace_.classes.data(), workspace_.classes.data() + samples_);
    }
    if (!batch.weights) return;
    batch_.weights.resize(samples_);
    for (Index n = 0; n < samples_; ++n) batch_.weights(n) = batch.weights[batch.rows[n]];
  }

  const Network& network_;
  const Index samples_;
  Workspace workspace_;
  FlatBuffer<float> gradient_;
  ReferenceBatch batch_;
  bool finite_ = true;
};

bool is_near_kink(const Activation& activation, double z, double margin) {
  const std::vector<double> kinks = reference_kinks(activation);
  return std::any_of(kinks.begin(), kinks.end(), [&](double kink) { return std::fabs(z - kink) <= margin; });
}

// Which samples have a pre-activation that float and double may see on different sides of a kink.
std::vector<bool> samples_near_kinks(const Architecture& architecture, const Eigen::VectorXd& parameters,
                                     const ReferenceBatch& batch) {
  std::vector<bool> near(static_cast<std::size_t>(batch.samples()), false);
  const std::vector<ReferenceLayer> layers =
      reference_forward(architecture, parameters, batch.inputs, batch.draws);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    // Some roundings of a float of the layer's largest size.
    const double margin = 2e-6 * layers[l].Z.cwiseAbs().maxCoeff();
    for (Index n = 0; n < batch.samples(); ++n) {
      for (Index unit = 0; unit < layers[l].Z.rows(); ++unit) {
        const double z = layers[l].Z(unit, n);
        // 0 is 0 in any precision: no input and no bias.
        if (z != 0.0 && is_near_kink(architecture.layers[l].activation, z, margin))
          near[static_cast<std::size_t>(n)] = true;
      }
    }
  }
  return near;
}

// Some parameters of a tensor, in ascending order: that of the largest gradient and others by draw.
std::set<Index> chosen_parameters(const ParameterTensor& tensor, Index number,
                                  const Eigen::VectorXd& gradient, std::uint64_t seed, Index wanted) {
  std::set<Index> chosen;
  if (wanted == 0 || wanted >= tensor.size()) {
    for (Index i = 0; i < tensor.size(); ++i) chosen.insert(chosen.end(), i);
    return chosen;
  }
  Index largest = 0;
  gradient.segment(tensor.offset, tensor.size()).cwiseAbs().maxCoeff(&largest);
  chosen.insert(largest);
  const DrawSite site{.purpose = Purpose::noise, .layer = static_cast<std::uint32_t>(number)};
  for (std::uint32_t unit = 0; static_cast<Index>(chosen.size()) < wanted; ++unit)
    chosen.insert(static_cast<Index>(draw_word(seed, site, unit)) % tensor.size());
  return chosen;
}

// The reference's derivatives beside difference quotients of its loss.
class Quotients {
 public:
  Quotients(const Network& network, const Eigen::VectorXd& parameters, const ReferenceBatch& batch)
      : network_(network),
        batch_(batch),
        moved_(parameters),
        result_(reference_pass(network.architecture, parameters, network.loss, batch)) {}

  const Eigen::VectorXd& gradient() const { return result_.gradient; }
  double loss() const { return result_.loss; }

  // |quotient − derivative| less what the loss's own rounding may make, for parameter `i`.  Where that is
  // more than `allowed`, shorter steps are tried: they may miss a kink, and bend less.
  double difference(Index i, double allowed) {
    double least = std::numeric_limits<double>::infinity();
    for (double step = longest_step; step > shortest_step; step /= 10.0) {
      const double above = loss_at(i, step), below = loss_at(i, -step);
      constexpr double unit = std::numeric_limits<double>::epsilon();
      const double rounding = 8.0 * unit * std::max(std::fabs(above), std::fabs(below)) / step;
      const double rise = (above - below) / (2.0 * step);
      least = std::min(least, std::max(0.0, std::fabs(rise - gradient()(i)) - rounding));
      if (least <= allowed) break;
    }
    return least;
  }

  // Whether the derivative jumps within the longest step, by enough to explain a quotient that is off by
  // `difference`: a quotient is the mean of the derivatives along its step.
  bool crosses_kink(Index i, double difference) {
    const double here = gradient()(i);
    const double jump = std::max(std::fabs(derivative_at(i, longest_step) - here),
                                 std::fabs(derivative_at(i, -longest_step) - here));
    return jump >= 0.5 * difference;
  }

 private:
  static constexpr double longest_step = 1e-5, shortest_step = 5e-8;

  // Calls `of` with the parameters of which `i` is moved.
  template <typename Of>
  auto moved(Index i, double step, const Of& of) {
    const double before = moved_(i);
    moved_(i) = before + step;
    const double value = of();
    moved_(i) = before;
    return value;
  }
  double loss_at(Index i, double step) {
    return moved(i, step,
                 [&] { return reference_loss(network_.architecture, moved_, network_.loss, batch_); });
  }
  double derivative_at(Index i, double step) {
    return moved(i, step, [&] {
      return reference_pass(network_.architecture, moved_, network_.loss, batch_).gradient(i);
    });
  }

  const Network& network_;
  const ReferenceBatch& batch_;
  Eigen::VectorXd moved_;
  const ReferenceResult result_;
};

double share_of(double difference, double scale) {
  if (difference == 0.0) return 0.0;
  return difference / scale;  // infinite where the gradient should be 0
}

}  // namespace

bool GradientCheck::passed() const {
  return std::all_of(tensors.begin(), tensors.end(), [this](const TensorGradientCheck& tensor) {
    return tensor.engine_difference <= tolerance && tensor.quotient_difference <= tolerance;
  });
}

GradientCheck check_gradient(const Recipe& recipe, const RowView& given_rows,
                             const PreprocessConfig& preprocess, const GradientCheckOptions& options) {
  const DefaultFloatEnvironment environment;
  const Recipe complete = resolved(recipe, true);
  const Model model = untrained_model(complete, given_rows, preprocess, options.start_from);
  const EncodedRows encoded(model.encoding, model.target_columns, given_rows);
  const RowView& train_rows = encoded.view();
  const Network network(model.architecture, model.loss, complete.model.freeze, complete.training.mixup);
  Team team(1);
  FlatBuffer<float> parameters = initial_parameters(network, complete.seed, team);
  if (options.start_from) {
    inherit_parameters(model, *options.start_from, inheritance(model, *options.start_from, ""),
                       parameters.data());
  }
  const Eigen::VectorXd exact_parameters = as_doubles(parameters);

  const std::vector<std::int32_t> rows = first_rows(complete, train_rows, options.samples);
  Batch batch = batch_of(model, encoded);
  batch.seed = complete.seed;
  const auto pass_over = [&](const std::vector<std::int32_t>& some) {
    batch.rows = some.data();
    batch.size = static_cast<Index>(some.size());
    return EnginePass(network, parameters, batch);
  };
  // What a sample's dropout draws depends on its place in the batch: those left are looked at again.
  std::vector<std::int32_t> kept = rows;
  for (std::size_t before = kept.size() + 1; !kept.empty() && kept.size() < before;) {
    before = kept.size();
    const std::vector<bool> near =
        samples_near_kinks(network.architecture, exact_parameters, pass_over(kept).reference_batch());
    std::vector<std::int32_t> away;
    for (std::size_t n = 0; n < kept.size(); ++n)
      if (!near[n]) away.push_back(kept[n]);
    kept = away;
  }
  if (kept.empty()) {
    throw DataError("samples to check: expected some away from the activations' kinks, got none of " +
                        std::to_string(rows.size()),
                    "take more with --samples, or another /seed");
  }

  const EnginePass engine = pass_over(kept);
  if (!engine.finite()) {
    throw Diverged("the loss of the first batch: expected finite values, got some that are not",
                   "scaled inputs (/data/preprocess/inputs) usually help");
  }
  const ReferenceBatch& reference_batch = engine.reference_batch();
  const Eigen::VectorXd engine_gradient = engine.gradient();
  Quotients quotients(network, exact_parameters, reference_batch);

  GradientCheck check{.samples = static_cast<Index>(kept.size()),
                      .kink_samples = static_cast<Index>(rows.size() - kept.size()),
                      .loss = quotients.loss(),
                      .tolerance = options.tolerance,
                      .tensors = {}};
  const double largest_of_all = quotients.gradient().cwiseAbs().maxCoeff();
  for (std::size_t t = 0; t < network.layout.tensors.size(); ++t) {
    const ParameterTensor& tensor = network.layout.tensors[t];
    if (!network.layer_learns(tensor.layer) || !tensor.learns()) continue;
    const auto expected = quotients.gradient().segment(tensor.offset, tensor.size());
    const auto actual = engine_gradient.segment(tensor.offset, tensor.size());
    TensorGradientCheck result{.name = tensor.name, .parameters = tensor.size()};
    result.largest_value = expected.cwiseAbs().maxCoeff();
    const double scale = std::max(result.largest_value, 1e-6 * largest_of_all);
    result.engine_difference = share_of((actual - expected).cwiseAbs().maxCoeff(), scale);
    for (const Index i : chosen_parameters(tensor, static_cast<Index>(t), quotients.gradient(), complete.seed,
                                           options.quotients_per_tensor)) {
      const double allowed = options.tolerance * scale;
      const double difference = quotients.difference(tensor.offset + i, allowed);
      if (difference > allowed && quotients.crosses_kink(tensor.offset + i, difference)) {
        ++result.kinks;
        continue;
      }
      ++result.quotients;
      result.quotient_difference = std::max(result.quotient_difference, share_of(difference, scale));
    }
    check.tensors.push_back(result);
  }
  return check;
}

}  // namespace mlp
