#include <algorithm>
#include <string>

#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/model/model.hpp"
#include "model/inference.hpp"

namespace mlp {

// What a matrix of bytes' values is to the network: the same bits as bytes that are gathered.
static FlatBuffer<float> as_image_inputs(ConstMatrixView inputs) {
  FlatBuffer<float> scaled(inputs.rows * inputs.columns);
  for (Index sample = 0; sample < inputs.columns; ++sample) {
    const float* const from = inputs.data + sample * inputs.stride;
    std::transform(from, from + inputs.rows, scaled.data() + sample * inputs.rows,
                   [](float x) { return x / 255.0f; });
  }
  return scaled;
}

static int threads_to_use(int threads) { return threads > 0 ? threads : available_threads(); }

void Model::predict(ConstMatrixView inputs, MatrixView outputs, int threads) const {
  check_features(architecture, inputs.rows);
  if (outputs.rows != architecture.outputs() || outputs.columns != inputs.columns) {
    throw DataError("outputs: expected a matrix of " + std::to_string(architecture.outputs()) + " × " +
                    std::to_string(inputs.columns) + ", got " + std::to_string(outputs.rows) + " × " +
                    std::to_string(outputs.columns));
  }
  const DefaultFloatEnvironment environment;
  FlatBuffer<float> images;
  if (image_bytes) {
    images = as_image_inputs(inputs);
    inputs = {images.data(), inputs.rows, inputs.columns};
  }
  Batch batch;
  batch.inputs = {.values = inputs.data,
                  .features = inputs.rows,
                  .stride = inputs.stride,
                  .shift = input_scaling.shift.data(),
                  .scale = input_scaling.scale.data()};
  batch.size = inputs.columns;
  const Network network(architecture, loss);
  Team team(threads_to_use(threads));
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
  Team team(threads_to_use(threads));
  Inference inference(network, team);
  Predictions predictions = empty_predictions(*this, rows.size());
  inference.run(parameters.data(), batch, [&](Index first, Index samples) {
    copy_predictions(*this, inference.workspace(), first, samples, predictions);
  });
  return predictions;
}

}  // namespace mlp
