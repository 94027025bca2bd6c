// Phase 2 of a step: from the deltas that the passes left to new weights, each thread for its own units.
//
// Besides the optimizer: clipping, the L1 penalty, the limit on a unit's norm, each layer's own learning
// rate and decay, and the moving average of the weights.  Where none of them is used none costs anything.
// Only clipping by a norm needs the whole gradient before any update; then a buffer like the parameters
// keeps it, and a barrier parts
//
//   collect   the gradient of the thread's units, and the squares of its rows
//   apply     the norm, by every thread for itself in the same order; the update
//
// A step that is watched (health/step_watch.hpp) goes the same way, to the same bits.
#pragma once

#include <optional>
#include <vector>

#include "kernels/updates.hpp"
#include "mlp/choice/gradient_clipping.hpp"
#include "mlp/train/recipe.hpp"
#include "nn/gradient.hpp"
#include "nn/network.hpp"
#include "nn/workspace.hpp"
#include "train/health/step_watch.hpp"
#include "train/state.hpp"

namespace mlp {

// What a recipe says of updates besides its optimizer.
struct UpdatePlan {
  std::optional<GradientClipping> clipping = {};
  RegularizationConfig regularization = {};
  std::optional<WeightAverage> average = {};
  std::vector<LayerOptimizer> layers = {};  // of each layer; none: no layer has its own
};

UpdatePlan update_plan(const Recipe& recipe);

class Updater {
 public:
  // The network must outlive this.
  Updater(const Network& network, const Optimizer& optimizer, const UpdatePlan& plan);

  // From here on steps may be watched.
  void allow_watching();
  // Of the last watched step; null where none may be.
  const StepWatch* watch() const { return watch_ ? &*watch_ : nullptr; }

  // Whether collect() and a barrier must come before apply().
  bool needs_whole_gradient(bool is_watched) const { return clips_norms_ || is_watched; }

  // The part of thread `thread` of `threads`.
  void collect(Workspace& workspace, Index samples, int thread, int threads);

  // REQUIRES: slots, and averages where the plan has them, as TrainState says.
  void apply(TrainState& state, Workspace& workspace, Index samples, const kernels::UpdateStep& step,
             int thread, int threads, bool is_watched = false);

 private:
  void make_room();
  double squares_of(Index first_layer, Index end_layer) const;
  float clipping_scale(Index l) const;
  void finish(TrainState& state, const Workspace& workspace, Index l, UnitRange units, Index step) const;

  const Network& network_;
  const UpdatePlan plan_;
  std::vector<Optimizer> optimizers_;  // each layer's
  std::vector<double> rate_factors_;   // each layer's
  kernels::GradientShaping shaping_;   // but for the scale
  bool clips_norms_ = false;
  FlatBuffer<float> gradient_;  // like the parameters; empty where not needed
  // Of each layer: each weight row's sum of squares, then the square of each bias and of each value
  // of its further tensors, one after the other.
  FlatBuffer<double> squares_;
  std::vector<Index> first_square_;  // where a layer's begin, and the end
  std::optional<StepWatch> watch_;
};

}  // namespace mlp
