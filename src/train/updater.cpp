#include "train/updater.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include "kernels/norms.hpp"
#include "nn/batch_normalized_layer.hpp"

namespace mlp {

UpdatePlan update_plan(const Recipe& recipe) {
  UpdatePlan plan{.clipping = recipe.training.gradient_clipping,
                  .regularization = recipe.training.regularization,
                  .average = recipe.training.ema};
  for (const HiddenLayerConfig& layer : recipe.model.hidden)
    plan.layers.push_back(layer.optimizer.value_or(LayerOptimizer{}));
  plan.layers.push_back(recipe.model.output.optimizer.value_or(LayerOptimizer{}));
  return plan;
}

Updater::Updater(const Network& network, const Optimizer& optimizer, const UpdatePlan& plan)
    : network_(network), plan_(plan) {
  Index squares = 0;
  for (Index l = 0; l < network.layer_count(); ++l) {
    optimizers_.push_back(optimizer);
    rate_factors_.push_back(1.0);
    if (!plan.layers.empty()) {
      const LayerOptimizer& own = plan.layers[static_cast<std::size_t>(l)];
      rate_factors_.back() = own.learning_rate_factor;
      if (own.weight_decay)
        std::visit([&](auto& held) { held.weight_decay = *own.weight_decay; }, optimizers_.back());
    }
    first_square_.push_back(squares);
    squares += std::ssize(network.layout.learned(l)) * network.layer(l).units;
  }
  first_square_.push_back(squares);
  shaping_.l1 = static_cast<float>(plan.regularization.l1);
  if (!plan.clipping) return;
  if (const auto* const value = std::get_if<ClipValue>(&*plan.clipping))
    shaping_.limit = static_cast<float>(value->limit);
  clips_norms_ = mlp::needs_whole_gradient(*plan.clipping);
  if (clips_norms_) make_room();
}

// For the whole gradient.
void Updater::make_room() {
  if (!gradient_.empty()) return;
  gradient_ = FlatBuffer<float>(network_.layout.size);
  squares_ = FlatBuffer<double>(first_square_.back());
}

void Updater::allow_watching() {
  make_room();
  watch_.emplace(network_);
}

void Updater::collect(Workspace& workspace, Index samples, int thread, int threads) {
  for (Index l = 0; l < network_.layer_count(); ++l) {
    if (!network_.layer_learns(l)) continue;
    const Stopwatch watch(workspace.thread(thread).times.get(), Phase::update, l);
    const UnitRange mine = units_of(network_.layer(l), thread, threads);
    if (mine.count() == 0) continue;
    gradient_in_place({network_, workspace, samples, l, mine, thread}, gradient_.data());
    double* squares = squares_.data() + first_square_[static_cast<std::size_t>(l)] + mine.first;
    for (const ParameterTensor& tensor : network_.layout.learned(l)) {
      kernels::row_squares(
          {mine.count(), tensor.columns, gradient_.data() + tensor.offset + mine.first * tensor.columns},
          squares);
      squares += network_.layer(l).units;
    }
  }
}

// Of the gradient of some layers: the rows in one chain (A3).
double Updater::squares_of(Index first_layer, Index end_layer) const {
  double sum = 0.0;
  for (Index i = first_square_[static_cast<std::size_t>(first_layer)];
       i < first_square_[static_cast<std::size_t>(end_layer)]; ++i)
    sum += squares_[i];
  return sum;
}

// The factor of layer l's gradient; 1 where it is short enough.
float Updater::clipping_scale(Index l) const {
  if (!clips_norms_) return 1.0f;
  constexpr double tiny = 1e-6;  // PyTorch's
  const auto scale = [&](double max_norm, double squares) {
    const double shrunk = max_norm / (std::sqrt(squares) + tiny);
    return shrunk < 1.0 ? static_cast<float>(shrunk) : 1.0f;
  };
  if (const auto* const global = std::get_if<ClipGlobalNorm>(&*plan_.clipping))
    return scale(global->max_norm, squares_of(0, network_.layer_count()));
  return scale(std::get<ClipLayerNorms>(*plan_.clipping).max_norm, squares_of(l, l + 1));
}

// What comes after the update of some units: the limit on their norms, the running statistics of a batch
// normalization, the average of the weights.
void Updater::finish(TrainState& state, const Workspace& workspace, Index l, UnitRange units,
                     Index step) const {
  float* const parameters = state.parameters.data();
  if (plan_.regularization.max_norm > 0.0) {
    const ParameterTensor& weight = network_.layout.weight(l);
    kernels::limit_row_norms(units.count(), weight.columns,
                             parameters + weight.offset + units.first * weight.columns,
                             plan_.regularization.max_norm);
  }
  move_running_statistics(network_, workspace, l, units, parameters);
  if (!plan_.average) return;
  const auto number = static_cast<double>(step);
  const double decay = plan_.average->warmup
                           ? std::min(plan_.average->decay, (1.0 + number) / (10.0 + number))
                           : plan_.average->decay;
  for (const ParameterTensor& tensor : network_.layout.of_layer(l)) {
    const Index values = tensor.offset + units.first * tensor.columns;
    kernels::move_average(units.count() * tensor.columns, parameters + values, 1.0 - decay,
                          state.averages.data() + values);
  }
}

void Updater::apply(TrainState& state, Workspace& workspace, Index samples, const kernels::UpdateStep& step,
                    int thread, int threads, bool is_watched) {
  const bool is_global = plan_.clipping && std::holds_alternative<ClipGlobalNorm>(*plan_.clipping);
  const float global_scale = is_global ? clipping_scale(0) : 1.0f;
  for (Index l = 0; l < network_.layer_count(); ++l) {
    if (!network_.layer_learns(l)) continue;
    const Stopwatch watch(workspace.thread(thread).times.get(), Phase::update, l);
    const UnitRange mine = units_of(network_.layer(l), thread, threads);
    if (mine.count() == 0) continue;
    UpdateTarget target{optimizers_[static_cast<std::size_t>(l)], state.parameters.data(), state.slots.data(),
                        step, shaping_};
    target.step.learning_rate *= rate_factors_[static_cast<std::size_t>(l)];
    if (is_watched) watch_->before(l, mine, gradient_.data(), state.parameters.data());
    if (needs_whole_gradient(is_watched)) {
      target.shaping.scale = is_global ? global_scale : clipping_scale(l);
      apply_whole_gradient(network_, l, mine, gradient_.data(), target);
    } else {
      apply_layer_gradient({network_, workspace, samples, l, mine, thread}, target);
    }
    finish(state, workspace, l, mine, step.number);
    if (is_watched) watch_->after(l, mine, state.parameters.data());
  }
}

}  // namespace mlp
