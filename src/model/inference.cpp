#include "model/inference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "data/message.hpp"
#include "data/number_transform.hpp"
#include "kernels/functions.hpp"
#include "mlp/base/error.hpp"
#include "model/target_check.hpp"

namespace mlp {

// Long enough that waking the team costs nothing, short enough to need little memory.
static constexpr Index segment_per_thread = 4 * samples_per_block;

Batch batch_of(const Dataset& dataset, const ColumnScaling& inputs, const ColumnScaling& targets) {
  Batch batch;
  batch.inputs = {.bytes = dataset.has_bytes() ? dataset.bytes.data() : nullptr,
                  .values = dataset.has_bytes() ? nullptr : dataset.values.data(),
                  .features = dataset.features,
                  .stride = dataset.features,
                  .shift = inputs.shift.data(),
                  .scale = inputs.scale.data()};
  if (!dataset.classes.empty()) batch.classes = dataset.classes.data();
  if (!dataset.weights.empty()) batch.weights = dataset.weights.data();
  if (!dataset.numbers.empty()) {
    batch.numbers = {.values = dataset.numbers.data(),
                     .features = dataset.outputs,
                     .stride = dataset.outputs,
                     .shift = targets.shift.data(),
                     .scale = targets.scale.data()};
  }
  return batch;
}

Batch batch_of(const Model& model, const EncodedRows& rows) {
  const RowView& view = rows.view();
  Batch batch = batch_of(*view.dataset, model.input_scaling, model.target_scaling);
  if (batch.numbers.values) batch.numbers.values = rows.learned_numbers();
  batch.rows = view.rows.data();
  batch.size = view.size();
  return batch;
}

void check_features(Index expected, Index features) {
  if (expected == features) return;
  throw DataError("inputs: expected " + std::to_string(expected) + " features, got " +
                  std::to_string(features));
}

void check_rows_fit(const Model& model, const RowView& rows) {
  const Dataset& dataset = *rows.dataset;
  check_features(model.architecture.inputs(), dataset.features);
  check_targets(model.loss, rows);
  if (target_kind(model.loss) == TargetKind::classes) {
    if (dataset.classes.empty()) throw DataError("targets: expected classes, got none");
    if (dataset.class_labels.size() != model.class_labels.size()) {
      throw DataError("targets: expected the model's " + std::to_string(model.class_labels.size()) +
                      " classes, got " + std::to_string(dataset.class_labels.size()));
    }
    if (dataset.class_labels != model.class_labels) {
      throw DataError("targets: expected the model's classes " + listed(model.class_labels) + ", got " +
                          listed(dataset.class_labels),
                      "the classes' names must be the same, so that their numbers mean the same");
    }
    return;
  }
  if (dataset.numbers.empty()) throw DataError("targets: expected numbers, got none");
  const Index targets = target_count(model.loss, model.architecture.outputs());
  if (dataset.outputs != targets) {
    throw DataError("targets: expected " + std::to_string(targets) + " numbers a row, got " +
                    std::to_string(dataset.outputs));
  }
}

void check_matrices(const Model& model, ConstMatrixView inputs, MatrixView outputs) {
  check_features(model.input_columns(), inputs.rows);
  const Architecture& architecture = model.architecture;
  if (outputs.rows == architecture.outputs() && outputs.columns == inputs.columns) return;
  throw DataError("outputs: expected a matrix of " + std::to_string(architecture.outputs()) + " × " +
                  std::to_string(inputs.columns) + ", got " + std::to_string(outputs.rows) + " × " +
                  std::to_string(outputs.columns));
}

Batch batch_of(ConstMatrixView inputs, const ColumnScaling& scaling) {
  Batch batch;
  batch.inputs = {.values = inputs.data,
                  .features = inputs.rows,
                  .stride = inputs.stride,
                  .shift = scaling.shift.data(),
                  .scale = scaling.scale.data()};
  batch.size = inputs.columns;
  return batch;
}

// As a number leaves the library: a NaN is the positive quiet one, nothing is subnormal (A1).
static float leaving(float value) {
  if (std::isnan(value)) return std::numeric_limits<float>::quiet_NaN();
  return std::fabs(value) < std::numeric_limits<float>::min() ? 0.0f : value;
}

// Log-variances in the network's scale become variances in the targets' own.
static void make_variances(const GaussianNll& loss, const ColumnScaling& scaling, std::span<float> row) {
  const auto least = static_cast<float>(loss.epsilon);
  exact::exp(row, row);
  for (std::size_t k = 0; k < row.size(); ++k) {
    if (row[k] < least) row[k] = least;
    if (scaling.is_identity()) continue;
    const float scale = scaling.scale[static_cast<Index>(k)];
    row[k] = scale == 0.0f ? 0.0f : row[k] / scale / scale;
  }
}

void copy_outputs(const Model& model, const float* from, Index from_stride, Index samples, float* to,
                  Index stride) {
  const Index outputs = model.architecture.outputs();
  const ColumnScaling& scaling = model.target_scaling;
  const PredictionKind kind = traits_of(model.loss).predictions;
  for (Index i = 0; i < samples; ++i) {
    float* const row = to + i * stride;
    std::copy_n(from + i * from_stride, outputs, row);
    Index numbers = outputs;
    if (kind == PredictionKind::means_and_variances) {
      numbers = outputs / 2;
      make_variances(std::get<GaussianNll>(model.loss), scaling,
                     {row + numbers, static_cast<std::size_t>(numbers)});
    }
    if (kind == PredictionKind::rates)
      exact::exp({row, static_cast<std::size_t>(outputs)}, {row, static_cast<std::size_t>(outputs)});
    for (Index k = 0; k < numbers; ++k) {
      // A column of scale 0 was constant.
      if (!scaling.is_identity()) {
        row[k] = scaling.scale[k] == 0.0f ? scaling.shift[k] : row[k] / scaling.scale[k] + scaling.shift[k];
      }
      if (!model.target_columns.empty())
        row[k] = before_transform(model.target_columns[static_cast<std::size_t>(k)], row[k]);
    }
    std::transform(row, row + outputs, row, leaving);
  }
}

void copy_outputs(const Model& model, const Workspace& workspace, Index samples, float* to, Index stride) {
  const LayerMemory& last = workspace.outputs();
  copy_outputs(model, last.values.data(), last.stride, samples, to, stride);
}

std::int32_t predicted_class(const Model& model, const Workspace& workspace, Index sample) {
  if (!model.decision_threshold) return workspace.predicted[sample];
  const LayerMemory& last = workspace.outputs();
  // The last output is the second class's probability, whether the first has one or not.
  const double probability = last.values[sample * last.stride + model.architecture.outputs() - 1];
  return probability >= *model.decision_threshold ? 1 : 0;
}

Predictions empty_predictions(const Model& model, Index rows) {
  Predictions predictions{.rows = rows, .outputs = model.architecture.outputs(), .values = {}, .classes = {}};
  predictions.values = FlatBuffer<float>(rows * predictions.outputs);
  if (target_kind(model.loss) == TargetKind::classes)
    predictions.classes.resize(static_cast<std::size_t>(rows));
  return predictions;
}

void copy_predictions(const Model& model, const Workspace& workspace, Index first, Index samples,
                      Predictions& predictions) {
  const Index outputs = predictions.outputs;
  copy_outputs(model, workspace, samples, predictions.values.data() + first * outputs, outputs);
  if (predictions.classes.empty()) return;
  for (Index i = 0; i < samples; ++i)
    predictions.classes[static_cast<std::size_t>(first + i)] = predicted_class(model, workspace, i);
}

Inference::Inference(const Network& network, Team& team)
    : network_(network),
      team_(team),
      workspace_(network, segment_per_thread * team.size(), team.size(), PassKind::inference) {}

void Inference::run(const float* parameters, const Batch& batch,
                    const std::function<void(Index first, Index samples)>& consume) {
  for (Index first = 0; first < batch.size; first += workspace_.capacity) {
    const Batch segment = part_of(batch, first, std::min(workspace_.capacity, batch.size - first));
    team_.run([&](int thread) {
      forward(network_, parameters, segment, share_of(segment.size, thread, team_.size()), workspace_,
              thread);
    });
    consume(first, segment.size);
  }
}

}  // namespace mlp
