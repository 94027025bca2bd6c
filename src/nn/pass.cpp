#include "nn/pass.hpp"

#include "kernels/gather.hpp"
#include "kernels/product.hpp"

namespace mlp {

void transpose(const kernels::Block& from, float* to, Index to_stride) {
  kernels::transpose(from.data, from.rows, from.columns, from.stride, to, to_stride);
}

void keep_pre_activations(const Pass& pass, Index l, Index unit, Index units) {
  LayerMemory& kept = pass.workspace.layer(l);
  if (kept.pre_activations.empty()) return;
  transpose(pass.columns(pass.memory.next_columns, unit, units),
            pass.rows_of(l, &LayerMemory::pre_activations).data + unit, kept.stride);
}

void affine(const Pass& pass, Index l, Index unit, Index units) {
  const Stopwatch watch(pass.memory.times.get(), Phase::forward, l);
  const Layer& layer = pass.network.layer(l);
  const Index stride = pass.workspace.columns_stride;
  kernels::product({.rows = units,
                    .columns = pass.samples,
                    .depth = layer.inputs,
                    .a = pass.weights(l) + unit * layer.inputs,
                    .a_row = layer.inputs,
                    .a_depth = 1,
                    .b = pass.memory.columns.data(),
                    .b_stride = stride,
                    .c = pass.memory.next_columns.from(unit * stride),
                    .c_stride = stride,
                    .start = pass.biases(l) + unit});
}

}  // namespace mlp
