#include "data/encoded_rows.hpp"
#include "mlp/base/available_threads.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/model/model.hpp"
#include "model/inference.hpp"
#include "model/network_inputs.hpp"

namespace mlp {

static int threads_to_use(int threads) { return threads > 0 ? threads : available_threads(); }

void Model::predict(ConstMatrixView inputs, MatrixView outputs, int threads) const {
  check_matrices(*this, inputs, outputs);
  const DefaultFloatEnvironment environment;
  NetworkInputs network_inputs(*this, inputs.columns);
  const Batch batch = batch_of(network_inputs.of(inputs), input_scaling);
  const Network network(architecture, loss);
  Team team(threads_to_use(threads));
  Inference inference(network, team);
  inference.run(parameters.data(), batch, [&](Index first, Index samples) {
    copy_outputs(*this, inference.workspace(), samples, outputs.data + first * outputs.stride,
                 outputs.stride);
  });
}

Predictions Model::predict(const RowView& given, int threads) const {
  const DefaultFloatEnvironment environment;
  const EncodedRows encoded(encoding, given);
  check_features(architecture.inputs(), encoded.view().dataset->features);
  Batch batch = batch_of(*this, encoded);
  batch.classes = nullptr;
  batch.numbers = {};
  batch.weights = nullptr;
  const Network network(architecture, loss);
  Team team(threads_to_use(threads));
  Inference inference(network, team);
  Predictions predictions = empty_predictions(*this, batch.size);
  inference.run(parameters.data(), batch, [&](Index first, Index samples) {
    copy_predictions(*this, inference.workspace(), first, samples, predictions);
  });
  return predictions;
}

}  // namespace mlp
