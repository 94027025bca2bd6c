// The parameters a network starts from.
#pragma once

#include <cstdint>

#include "mlp/base/memory.hpp"
#include "mlp/base/team.hpp"
#include "nn/network.hpp"

namespace mlp {

// A parameter buffer by network.layout: weights by each layer's initializer, gains 1,
// slopes by their activation, everything else and padding 0.
// Weight (unit o, input i) of layer l is drawn at {initial_weights, layer l, sample o, epoch 0}:
// uniform from word i, normal from words 2i and 2i + 1.  Further rounds of draws (truncated_normal's
// repetitions, the inputs that sparse chooses) are at epochs 1, 2, …
FlatBuffer<float> initial_parameters(const Network& network, std::uint64_t seed, Team& team);

}  // namespace mlp
