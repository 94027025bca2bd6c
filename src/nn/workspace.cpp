#include "nn/workspace.hpp"

#include <algorithm>

#include "kernels/elementwise.hpp"
#include "nn/gradient.hpp"

namespace mlp {

// `count` floats in whole cache lines, and not in a multiple of eight of them: rows a power of two
// apart would share a few sets of the cache and push each other out.
static Index spread(Index count) {
  constexpr Index line = padded(1);
  const Index stride = padded(count);
  return stride % (8 * line) == 0 ? stride + line : stride;
}

// Whether it pays that each thread takes its own units of the first layer for all samples: where their weights are
// many, and the inputs, which each then gathers, are few beside them.  What is drawn or moved is costly to gather.
static bool divides_first_layer(const Network& network, Index capacity) {
  constexpr Index few_weights = 16 * 1024;
  const Architecture& architecture = network.architecture;
  const Layer& first = architecture.layers.front();
  const bool gathers_only = !network.mixup && !network.augmentation && architecture.input_noise == 0.0 &&
                            !architecture.input_dropout;
  return network.layer_count() > 1 && network.layer_learns(0) && first.is_plain() && gathers_only &&
         first.units >= 2 * capacity && first.inputs * first.units >= few_weights;
}

Workspace::Workspace(const Network& network, Index capacity_wanted, int thread_count, PassKind kind_given)
    : kind(kind_given),
      capacity(capacity_wanted),
      columns_stride(capacity == 1 ? 1 : spread(std::min(capacity, samples_per_block))),
      input_stride(spread(network.architecture.inputs())),
      classes(capacity),
      weights(capacity),
      losses(capacity),
      predicted(capacity),
      number_stride(padded(network.architecture.outputs())) {
  const bool training = kind == PassKind::training, examines = kind == PassKind::examination;
  const bool has_numbers = target_kind(network.loss) == TargetKind::numbers;
  if (training || examines) inputs = FlatBuffer<float>(capacity * input_stride);
  first_layer_by_units = training && thread_count > 1 && divides_first_layer(network, capacity);
  if (has_numbers) numbers = FlatBuffer<float>(capacity * number_stride);

  for (const Layer& layer : network.architecture.layers) {
    const bool is_output = &layer == &network.output_layer();
    LayerMemory memory;
    memory.stride = spread(layer.units);
    const Index size = capacity * memory.stride;
    if (training || examines || is_output) memory.values = FlatBuffer<float>(size);
    if (examines) memory.pre_activations = FlatBuffer<float>(size);
    if (training) memory.deltas = FlatBuffer<float>(size);
    if (training && kernels::keeps_slope(layer.activation)) memory.slopes = FlatBuffer<float>(size);
    if (training && !layer.is_plain()) {
      memory.slopes = FlatBuffer<float>(size);
      if (layer.has_learned_slope()) memory.slope_terms = FlatBuffer<float>(size);
      if (layer.residual) memory.skipped = FlatBuffer<float>(size);
      if (layer.normalization) {
        memory.gain_terms = FlatBuffer<float>(size);
        if (layer.batch_norm()) {
          for (FlatBuffer<float>* const sums :
               {&memory.scales, &memory.means, &memory.variances, &memory.shift_sums, &memory.gain_sums})
            *sums = FlatBuffer<float>(layer.units);
        } else {
          memory.scales = FlatBuffer<float>(capacity);
          if (has_shift(*layer.normalization)) memory.shift_terms = FlatBuffer<float>(size);
        }
      }
    }
    layers.push_back(std::move(memory));
  }

  if (training && network.mixup) {
    partners = FlatBuffer<std::int32_t>(capacity);
    partner_inputs = FlatBuffer<float>(inputs.size());
    partner_numbers = FlatBuffer<float>(numbers.size());
    if (!has_numbers) partner_deltas = FlatBuffer<float>(layers.back().deltas.size());
    if (!has_numbers) partner_losses = FlatBuffer<double>(capacity);
  }

  const auto& all = network.architecture.layers;
  const bool all_plain =
      std::all_of(all.begin(), all.end(), [](const Layer& layer) { return layer.is_plain(); });
  const Index columns = network.architecture.widest() * columns_stride;
  for (int t = 0; t < thread_count; ++t) {
    ThreadMemory memory;
    memory.columns = FlatBuffer<float>(columns);
    memory.next_columns = FlatBuffer<float>(columns);
    memory.slopes = FlatBuffer<float>(columns);
    if (training && !all_plain) {
      memory.factors = FlatBuffer<float>(columns);
      memory.terms = FlatBuffer<float>(columns);
    }
    if (first_layer_by_units && t > 0) memory.inputs = FlatBuffer<float>(inputs.size());
    if (training && network.augmentation)
      memory.pictures = FlatBuffer<float>(2 * padded(network.architecture.inputs()));
    if (training) memory.gradient = FlatBuffer<float>(gradient_scratch_size(network.architecture, capacity));
    threads.push_back(std::move(memory));
  }
}

}  // namespace mlp
