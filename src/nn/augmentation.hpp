// Moving the pictures of a batch (mlp/choice/augmentation.hpp).
#pragma once

#include <cstdint>

#include "mlp/choice/augmentation.hpp"
#include "nn/pass.hpp"

namespace mlp {

// A turn by an angle about the middle, then a shift, in pixels.
struct Displacement {
  double cosine = 1.0;
  double sine = 0.0;  // above 0: clockwise, as y goes down
  double right = 0.0;
  double down = 0.0;
};

// Of a sample of a step's batch: the angle from word 0, right from 1 and down from 2 at {augmentation,
// sample, step}.
Displacement displacement_of(const Augmentation& augmentation, std::uint64_t seed, std::uint32_t step,
                             std::uint32_t sample);

// `to` is what `from` becomes; both height × width, and they do not overlap.
void displace(const Displacement& displacement, Index height, Index width, const float* from, float* to);

// Sample `sample` of the batch, moved, then scaled.  `to`: the network's inputs.
void gather_displaced(const Pass& pass, Index sample, float* to);

}  // namespace mlp
