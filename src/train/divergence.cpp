#include "train/divergence.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "mlp/base/error.hpp"
#include "nn/passes.hpp"
#include "train/health/wording.hpp"

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

Divergence divergence_of(const Network& network, Workspace& workspace, std::span<const std::int32_t> rows,
                         const TrainState& state) {
  const NonFinite at_fault = first_not_finite(network, workspace, std::ssize(rows));
  const Index features = network.architecture.inputs();
  Divergence divergence{.epoch = state.epoch + 1,
                        .step = state.step + 1,
                        .layer = at_fault.layer,
                        .rows = {rows.begin(), rows.end()},
                        .features = features,
                        .inputs = FlatBuffer<float>(std::ssize(rows) * features)};
  const std::string layer = "layers." + std::to_string(at_fault.layer);
  divergence.tensor = at_fault.what == NonFinite::What::inputs   ? "inputs"
                      : at_fault.what == NonFinite::What::values ? layer + ".values"
                                                                 : layer + ".deltas";
  divergence.is_gradient = at_fault.what == NonFinite::What::deltas;
  for (Index i = 0; i < std::ssize(rows); ++i) {
    std::copy_n(workspace.inputs.data() + i * workspace.input_stride, features,
                divergence.inputs.data() + i * features);
  }
  return divergence;
}

void throw_diverged(const Network& network, const Divergence& divergence) {
  const std::string place =
      divergence.tensor == "inputs" ? "the inputs" : named_layer(network, divergence.layer);
  throw Diverged("training diverged at epoch " + std::to_string(divergence.epoch) + ", step " +
                     std::to_string(divergence.step) + ": expected a finite " +
                     (divergence.is_gradient ? "gradient" : "loss") +
                     ", got values that are not finite, first in " + place + "; the batch is " +
                     named("row", divergence.rows) + ", counted from 0",
                 hint);
}

}  // namespace mlp
