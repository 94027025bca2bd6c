// The memory of one batch on its way through the network and back.
//
// Each matrix exists in the order its reader wants: the forward product reads samples
// contiguous, the two backward products read units contiguous.
//
//   rows order      samples × units, units contiguous; of the whole batch, shared by the team
//   columns order   units × samples, samples contiguous; of one block of samples, a thread's own
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "mlp/base/memory.hpp"
#include "nn/network.hpp"
#include "nn/stopwatch.hpp"

namespace mlp {

// A thread takes this many samples at a time through all layers: enough to fill the product's
// tiles, few enough for their columns to stay in the near caches.
inline constexpr Index samples_per_block = 128;

struct LayerMemory {
  Index stride = 0;                   // floats from one sample to the next
  FlatBuffer<float> values;           // a = f(z), samples × units
  FlatBuffer<float> slopes;           // f′(z) where it is kept
  FlatBuffer<float> deltas;           // ∂loss/∂z
  FlatBuffer<float> pre_activations;  // what f is applied to, samples × units, where it is examined

  // Of layers that are not plain; see decorated_layer.hpp.  After the backward pass the sum of a unit's
  // terms is the gradient of its gain, shift or slope.
  FlatBuffer<float> gain_terms;   // first x̂, what a normalization made before its gain; before that z
  FlatBuffer<float> shift_terms;  // ∂loss/∂n
  FlatBuffer<float> slope_terms;  // first min(n, 0) of prelu
  FlatBuffer<float> skipped;      // what a residual hands down beside the layer: first dropout's factors
  FlatBuffer<float> scales;       // (samples) of a normalization; (units) of batch_norm

  // Of batch_norm, (units) each: the batch's, and the gradients of shift and gain.
  FlatBuffer<float> means;
  FlatBuffer<float> variances;
  FlatBuffer<float> shift_sums;
  FlatBuffer<float> gain_sums;
};

// One thread's own; each (widest × samples_per_block), columns order.
struct ThreadMemory {
  FlatBuffer<float> columns;       // what the layer reads
  FlatBuffer<float> next_columns;  // what it writes
  FlatBuffer<float> slopes;
  FlatBuffer<float> factors;   // of dropout; where some layer is not plain
  FlatBuffer<float> terms;     // of a gain or a slope; likewise
  FlatBuffer<float> gradient;  // of some rows of a weight matrix, and their biases
  FlatBuffer<float> pictures;  // two, where pictures are moved
  FlatBuffer<float> inputs;    // a copy of all samples', rows order; see Workspace::inputs_of
  std::unique_ptr<PhaseTimes> times = nullptr;  // null: nobody wants to know
};

// What is kept: the outputs; the inputs, and every layer's values and pre-activations; the inputs, every
// layer's values and what the backward pass needs.
enum class PassKind { inference, examination, training };

struct Workspace {
  // Room for batches of up to `capacity` samples.
  Workspace(const Network& network, Index capacity, int threads, PassKind kind);

  PassKind kind;
  // Whether somebody reads the outputs in training too, where a loss of the logits needs none.
  bool outputs_are_read = false;
  Index capacity;
  Index columns_stride;  // floats from one unit to the next in columns order
  Index input_stride;
  FlatBuffer<float> inputs;  // samples × inputs, preprocessed
  // Whether each thread takes its own units of the first layer for all samples; see passes.hpp.
  bool first_layer_by_units = false;
  std::vector<LayerMemory> layers;
  std::vector<ThreadMemory> threads;

  FlatBuffer<std::int32_t> classes;    // (samples) targets
  FlatBuffer<float> numbers;           // samples × outputs, targets in the network's scale
  FlatBuffer<float> weights;           // (samples) what each counts, where not all count once
  FlatBuffer<double> losses;           // (samples), each sample's own, times its weight
  FlatBuffer<std::int32_t> predicted;  // (samples) class by the largest logit
  Index number_stride;

  // Of each sample's partner, where samples are mixed.
  FlatBuffer<std::int32_t> partners;  // (samples) rows of the data set
  FlatBuffer<float> partner_inputs;   // as inputs
  FlatBuffer<float> partner_numbers;  // as numbers
  FlatBuffer<float> partner_deltas;   // as the output layer's deltas, for classes
  FlatBuffer<double> partner_losses;

  ThreadMemory& thread(int t) { return threads[static_cast<std::size_t>(t)]; }
  const ThreadMemory& thread(int t) const { return threads[static_cast<std::size_t>(t)]; }
  // What a thread reads of the inputs: its copy, where the first layer is by units and it is not the first.
  FlatBuffer<float>& inputs_of(int t) { return thread(t).inputs.empty() ? inputs : thread(t).inputs; }
  LayerMemory& layer(Index l) { return layers[static_cast<std::size_t>(l)]; }
  const LayerMemory& outputs() const { return layers.back(); }
};

}  // namespace mlp
