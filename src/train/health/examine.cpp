#include <algorithm>

#include "data/encoded_rows.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/train/health.hpp"
#include "model/inference.hpp"
#include "nn/passes.hpp"
#include "train/health/dead_units.hpp"
#include "train/health/gradient_flow.hpp"
#include "train/health/health_report.hpp"
#include "train/health/health_rules.hpp"
#include "train/threads.hpp"

namespace mlp {
namespace {

// Of the loss over the first rows, as a training step would have it; nothing is updated.
void add_gradients(const Model& model, const Network& network, Batch batch, HealthState& state) {
  batch.size = std::min<Index>(batch.size, 1024);
  Workspace workspace(network, batch.size, 1, PassKind::training);
  if (!forward_backward(network, model.parameters.data(), batch, {0, batch.size}, workspace, 0)) return;
  FlatBuffer<float> gradient(network.layout.size);
  StepWatch watch(network);
  for (Index l = 0; l < network.layer_count(); ++l) {
    const UnitRange units{0, network.layer(l).units};
    gradient_in_place({network, workspace, batch.size, l, units}, gradient.data());
    watch.before(l, units, gradient.data(), model.parameters.data());
  }
  add_watched_step(network, watch, state);
}

}  // namespace

HealthReport examine(const Model& model, const RowView& given, int threads) {
  if (!given.dataset || given.size() == 0) throw DataError("rows to examine: expected at least 1, got 0");
  const DefaultFloatEnvironment environment;
  const EncodedRows encoded(model.encoding, model.target_columns, given);
  const RowView& rows = encoded.view();
  const bool has_targets = rows.dataset->has_targets();
  has_targets ? check_rows_fit(model, rows)
              : check_features(model.architecture.inputs(), rows.dataset->features);
  const Network network(model.architecture, model.loss);
  Team team(threads > 0 ? threads : inference_threads(network, rows.size()));
  const Batch batch = batch_of(model, encoded);

  HealthState state;
  clear_flow(network, state);
  if (has_targets) add_gradients(model, network, batch, state);
  Examiner examiner(network, batch, team);
  const float* const parameters = model.parameters.data();
  const Observation& seen =
      examiner.look(parameters, [&](const Observation& so_far) { return has_silent_units(network, so_far); });
  HealthReport report = report_of(network, seen, parameters, std::nullopt, state);
  for (LayerHealth& layer : report.layers) layer.update_ratio.reset();  // nothing was updated
  Recipe recipe;
  recipe.loss = model.loss;
  const DataFacts facts = has_targets ? facts_of(model, encoded) : DataFacts{};
  report.problems = apply_rules(
      {.network = network, .recipe = recipe, .data = facts, .seen = seen, .report = report}, state);
  return report;
}

}  // namespace mlp
