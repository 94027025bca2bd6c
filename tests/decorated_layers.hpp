// Networks whose layers do more than multiply and activate: one of each kind, and all kinds at once.
#pragma once

#include <string>
#include <vector>

#include "alternatives.hpp"
#include "mlp/base/fields.hpp"
#include "mlp/choice/loss.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {

struct DecoratedCase {
  std::string name;
  ModelConfig model;
};

// Hidden layers of 7, 7 and 4 units, and 130, 130 and 4 where `wide`, more than a block of units.
inline std::vector<DecoratedCase> decorated_cases(bool wide = false) {
  const Index units = wide ? 130 : 7;
  std::vector<DecoratedCase> cases;
  const auto add = [&](const std::string& name, const Activation& activation) -> ModelConfig& {
    cases.push_back({name, {}});
    ModelConfig& model = cases.back().model;
    for (const Index width : {units, units, Index{4}})
      model.hidden.push_back({.units = width, .activation = activation});
    return model;
  };
  const auto each = [](ModelConfig& model, const auto& change) {
    for (HiddenLayerConfig& layer : model.hidden) change(layer);
  };
  for (const Dropout& dropout : all_alternatives<Dropout>()) {
    for (const Activation& activation : {Activation(Relu{}), Activation(LeakyRelu{}), Activation(Tanh{})}) {
      const std::string name = std::string(name_of(dropout)) + "_" + std::string(name_of(activation));
      each(add(name, activation), [&](HiddenLayerConfig& layer) { layer.dropout = dropout; });
    }
  }
  for (const Normalization& normalization : all_alternatives<Normalization>()) {
    each(add(std::string(name_of(normalization)), Tanh{}),
         [&](HiddenLayerConfig& layer) { layer.normalization = normalization; });
  }
  add("prelu", Prelu{});
  add("residual", Sigmoid{}).hidden[1].residual = true;
  add("residual_identity", Identity{}).hidden[1].residual = true;
  ModelConfig& inputs = add("inputs", Tanh{});
  inputs.input_noise = 0.3;
  inputs.input_dropout = StandardDropout{0.25};
  ModelConfig& all = add("all", Prelu{});
  all.input_dropout = StandardDropout{0.1};
  all.hidden[0].normalization = RmsNorm{.epsilon = 0.01};
  all.hidden[0].dropout = StandardDropout{0.3};
  all.hidden[1].normalization = LayerNorm{};
  all.hidden[1].residual = true;
  all.hidden[1].dropout = AlphaDropout{0.2};
  ModelConfig& batches = add("batch_norm_with_all", Prelu{});
  batches.hidden[0].normalization = BatchNorm{.epsilon = 0.01};
  batches.hidden[0].dropout = StandardDropout{0.3};
  batches.hidden[1].normalization = BatchNorm{};
  batches.hidden[1].residual = true;
  batches.hidden[1].dropout = AlphaDropout{0.2};
  ModelConfig& frozen = add("batch_norm_frozen", Prelu{});
  each(frozen, [&](HiddenLayerConfig& layer) { layer.normalization = BatchNorm{}; });
  frozen.hidden[1].dropout = StandardDropout{0.3};
  frozen.freeze = {1};
  ModelConfig& low = add("batch_norm_above_frozen", Tanh{});
  each(low, [&](HiddenLayerConfig& layer) { layer.normalization = BatchNorm{}; });
  low.freeze = {0};
  ModelConfig& first = add("residual_first", Relu{});
  first.hidden = {{.units = 5, .activation = Tanh{}, .residual = true, .dropout = StandardDropout{0.2}}};
  return cases;
}

}  // namespace mlp
