// What a training step draws for each unit of each sample: dropout and normal noise (A5).
//
// A block is units × samples.  Every draw is a function of seed, step, layer, unit and sample alone, so
// neither the tiling nor the threads nor the vector width can change it.
#pragma once

#include <cstdint>

#include "kernels/elementwise.hpp"
#include "mlp/choice/dropout.hpp"

namespace mlp::kernels {

// Where a block lies among all draws.
struct NoiseSite {
  std::uint64_t seed = 0;
  std::uint32_t step = 0;
  std::uint32_t layer = 0;         // 0: the inputs, l + 1: what layer l hands on
  std::uint32_t first_unit = 0;    // a multiple of 8
  std::uint32_t first_sample = 0;  // position in the batch
};

// Unit u of a sample draws the 16-bit half u mod 2, the low one first, of word u / 2 at {dropout, layer,
// sample, step} and is dropped where it is below ⌊rate·2¹⁶⌋.  `values` becomes what dropout makes of it,
// and `factors` (same shape; data null: not wanted) its derivative.
// REQUIRES: 60 readable bytes after the last element of `values`.
void drop(const Dropout& dropout, const NoiseSite& site, const Block& values, const Block& factors);

// values += deviation·n, n normal from words 2u and 2u + 1 at {noise, layer, sample, step} as
// exact::normal() makes it, rounded to float; fused.
// REQUIRES: 60 readable bytes after the last element of `values`.
void add_noise(double deviation, const NoiseSite& site, const Block& values);

}  // namespace mlp::kernels
