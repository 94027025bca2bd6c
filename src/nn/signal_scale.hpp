// How large activations and gradients are, layer by layer, in a network that has not learned yet: whether
// the signal survives its way forward, and the gradient its way back.
//
//   inputs       width numbers of N(0, 1) for each sample
//   layer l      as wide, the same activation everywhere, weights by the initializer, biases 0
//   output       as wide, identity, lecun_normal weights; loss mse against targets of N(0, 1)
//
// One batch goes forward and back through the engine as a training step does, without the update.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mlp/base/memory.hpp"
#include "mlp/choice/activation.hpp"
#include "mlp/choice/initializer.hpp"

namespace mlp {

struct SignalScaleOptions {
  Index depth = 20;  // hidden layers
  Index width = 256;
  Index samples = 256;
  std::optional<Initializer> initializer = {};  // default: follows the activation
  std::uint64_t seed = 1;
};

// Root mean squares over a layer's elements; NaN where some are not finite.
struct LayerScale {
  double activation = 0.0;       // of a = f(z)
  double delta = 0.0;            // of ∂loss/∂z
  double weight_gradient = 0.0;  // of ∂loss/∂W
};

// Of each hidden layer, from the first.
// REQUIRES: an activation that does not mix units; depth, width, samples ≥ 1.
std::vector<LayerScale> signal_scales(const Activation& activation, const SignalScaleOptions& options);

}  // namespace mlp
