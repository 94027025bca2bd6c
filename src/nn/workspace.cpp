#include "nn/workspace.hpp"

#include <algorithm>

#include "kernels/elementwise.hpp"
#include "nn/gradient.hpp"

namespace mlp {

Workspace::Workspace(const Network& network, Index capacity_wanted, int thread_count, PassKind kind_given)
    : kind(kind_given),
      capacity(capacity_wanted),
      columns_stride(padded(std::min(capacity, samples_per_block))),
      input_stride(padded(network.architecture.inputs())),
      inputs(capacity * input_stride),
      classes(capacity),
      losses(capacity),
      predicted(capacity),
      number_stride(padded(network.architecture.outputs())) {
  const bool training = kind == PassKind::training;
  const bool has_numbers = target_kind(network.loss) == TargetKind::numbers;
  if (has_numbers) numbers = FlatBuffer<float>(capacity * number_stride);

  for (const Layer& layer : network.architecture.layers) {
    const bool is_output = &layer == &network.output_layer();
    LayerMemory memory{.stride = padded(layer.units), .values = {}, .slopes = {}, .deltas = {}};
    const Index size = capacity * memory.stride;
    if (training || is_output) memory.values = FlatBuffer<float>(size);
    if (training) memory.deltas = FlatBuffer<float>(size);
    if (training && kernels::keeps_slope(layer.activation)) memory.slopes = FlatBuffer<float>(size);
    layers.push_back(std::move(memory));
  }

  const Index columns = network.architecture.widest() * columns_stride;
  for (int t = 0; t < thread_count; ++t) {
    ThreadMemory memory{FlatBuffer<float>(columns), FlatBuffer<float>(columns), {}, {}};
    memory.slopes = FlatBuffer<float>(columns);
    if (training) memory.gradient = FlatBuffer<float>(gradient_block_size(network.architecture));
    threads.push_back(std::move(memory));
  }
}

}  // namespace mlp
