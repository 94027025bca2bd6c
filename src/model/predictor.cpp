#include "mlp/model/predictor.hpp"

#include <optional>
#include <string>

#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "model/inference.hpp"
#include "model/network_inputs.hpp"
#include "nn/one_sample.hpp"

namespace mlp {

struct Predictor::State {
  const Model& model;
  const Network network;
  const Index most_samples;
  Workspace workspace;
  NetworkInputs network_inputs;
  std::optional<OneSample> one_sample;

  State(const Model& model_given, Index most_samples_given)
      : model(model_given),
        network(model.architecture, model.loss),
        most_samples(most_samples_given),
        workspace(network, most_samples, 1, PassKind::inference),
        network_inputs(model, most_samples) {
    if (OneSample::serves(network)) one_sample.emplace(network, model.parameters.data());
  }
};

Predictor::Predictor(const Model& model, Index most_samples)
    : state_(std::make_unique<State>(model, most_samples)) {}
Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;

void Predictor::predict(ConstMatrixView inputs, MatrixView outputs) {
  State& state = *state_;
  const Model& model = state.model;
  check_matrices(model, inputs, outputs);
  if (inputs.columns > state.most_samples) {
    throw DataError("inputs: expected at most the predictor's " + std::to_string(state.most_samples) +
                    " samples, got " + std::to_string(inputs.columns));
  }
  const DefaultFloatEnvironment environment;
  const Batch batch = batch_of(state.network_inputs.of(inputs), model.input_scaling);
  if (inputs.columns == 1 && state.one_sample) {
    copy_outputs(model, state.one_sample->forward(batch.inputs), 0, 1, outputs.data, 0);
    return;
  }
  forward(state.network, model.parameters.data(), batch, {.first = 0, .end = inputs.columns}, state.workspace,
          0);
  copy_outputs(model, state.workspace, inputs.columns, outputs.data, outputs.stride);
}

}  // namespace mlp
