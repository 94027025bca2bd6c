#include <string>

#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/model/model.hpp"
#include "model/inference.hpp"

namespace mlp {
void Model::predict(ConstMatrixView inputs, MatrixView outputs, int threads) const {
  check_features(architecture, inputs.rows);
  if (outputs.rows != architecture.outputs() || outputs.columns != inputs.columns) {
    throw DataError("outputs: expected a matrix of " + std::to_string(architecture.outputs()) + " × " +
                    std::to_string(inputs.columns) + ", got " + std::to_string(outputs.rows) + " × " +
                    std::to_string(outputs.columns));
  }
  const DefaultFloatEnvironment environment;
  Batch batch;
  batch.inputs = {.values = inputs.data,
                  .features = inputs.rows,
                  .stride = inputs.stride,
                  .shift = input_scaling.shift.data(),
                  .scale = input_scaling.scale.data()};
  batch.size = inputs.columns;
  const Network network(architecture, loss);
  Team team(threads);
  Inference inference(network, team);
  inference.run(parameters.data(), batch, [&](Index first, Index samples) {
    copy_outputs(*this, inference.workspace(), samples, outputs.data + first * outputs.stride,
                 outputs.stride);
  });
}

Predictions Model::predict(const RowView& rows, int threads) const {
  check_features(architecture, rows.dataset->features);
  const DefaultFloatEnvironment environment;
  Batch batch = batch_of(*rows.dataset, input_scaling, target_scaling);
  batch.classes = nullptr;
  batch.numbers = {};
  batch.rows = rows.rows.data();
  batch.size = rows.size();
  const Network network(architecture, loss);
  Team team(threads);
  Inference inference(network, team);
  Predictions predictions = empty_predictions(*this, rows.size());
  inference.run(parameters.data(), batch, [&](Index first, Index samples) {
    copy_predictions(*this, inference.workspace(), first, samples, predictions);
  });
  return predictions;
}

}  // namespace mlp
