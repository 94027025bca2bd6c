// Mixing the samples of a batch (mlp/choice/mixup.hpp).
#pragma once

#include <cstdint>

#include "mlp/choice/mixup.hpp"
#include "nn/pass.hpp"

namespace mlp {

// What a mixed sample has of its own in step `step`, from ½ to 1: a pure function of seed and step.
//
// Beta(α, α) is the share of one of two Gamma(α) draws in their sum; each by Marsaglia & Tsang 2000, in
// logarithms, as for a small α both are nearly 0.  Gamma number g draws for its attempt k the words 4k to
// 4k + 2 at {mixup, layer g, sample 0, step}, and for α below 1 word 0 at sample 1.
double own_share(const Mixup& mixup, std::uint64_t seed, std::uint32_t step);

// Notes the rows of the block's partners, and mixes their inputs into the block's, in rows order.
void mix_inputs(const Pass& pass);

// Mixes the partners' numbers and weights into the block's.
void mix_numbers(const Pass& pass);

// The rows of the block's partners.  REQUIRES: mix_inputs() has been there.
const std::int32_t* partners(const Pass& pass);

}  // namespace mlp
