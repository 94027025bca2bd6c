#include "mlp/base/available_threads.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/model/model.hpp"
#include "model/inference.hpp"

namespace mlp {

static int threads_to_use(int threads) { return threads > 0 ? threads : available_threads(); }

void Model::predict(ConstMatrixView inputs, MatrixView outputs, int threads) const {
  check_matrices(architecture, inputs, outputs);
  const DefaultFloatEnvironment environment;
  FlatBuffer<float> images(image_bytes ? inputs.rows * inputs.columns : 0);
  if (image_bytes) inputs = to_image_inputs(inputs, images);
  const Batch batch = batch_of(inputs, input_scaling);
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
  batch.weights = nullptr;
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
