#include "train/divergence.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "mlp/base/error.hpp"
#include "nn/passes.hpp"

namespace mlp {

static constexpr char hint[] =
    "a smaller /optimizer/learning_rate or scaled inputs (/data/preprocess/inputs) usually help";

// `values` are laid out like the parameters; `prefix` is theirs in a checkpoint.
static void check_values(const float* values, const std::string& what, const std::string& prefix,
                         const TrainState& state, const ParameterLayout& layout,
                         const TrainingLength& length) {
  for (const ParameterTensor& tensor : layout.tensors) {
    const float* const begin = values + tensor.offset;
    if (std::all_of(begin, begin + tensor.size(), [](float x) { return std::isfinite(x); })) continue;
    throw Diverged("training diverged in epoch " +
                       std::to_string((state.step - 1) / length.steps_per_epoch + 1) + ", by step " +
                       std::to_string(state.step) + ": expected finite " + what +
                       ", got values that are not finite in " + prefix + tensor.name,
                   hint);
  }
}

void check_finite(const TrainState& state, const ParameterLayout& layout, const TrainingLength& length) {
  check_values(state.parameters.data(), "parameters", "", state, layout, length);
  // A second moment that has overflowed would hold its weight where it is, for ever and silently.
  for (Index slot = 0; slot < state.slots.size() / layout.size; ++slot) {
    check_values(state.slots.data() + slot * layout.size, "optimizer slots",
                 "slot" + std::to_string(slot) + ".", state, layout, length);
  }
}

void throw_diverged(const Network& network, Workspace& workspace, Index samples, const TrainState& state) {
  const Index at_fault = first_layer_not_finite(network, workspace, samples);
  std::string place = "the inputs";
  if (at_fault >= 0) {
    const Layer& layer = network.layer(at_fault);
    place = "layers." + std::to_string(at_fault) + " (" + std::to_string(layer.inputs) + " → " +
            std::to_string(layer.units) + ", " + std::string(name_of(layer.activation)) + ")";
  }
  throw Diverged("training diverged at epoch " + std::to_string(state.epoch + 1) + ", step " +
                     std::to_string(state.step + 1) +
                     ": expected a finite loss, got values that are not finite, first in " + place,
                 hint);
}

}  // namespace mlp
