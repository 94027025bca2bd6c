// Blocks of the same shape, element by element.  Subnormal results become +0 (A1).
// REQUIRES: 60 readable bytes after the last element of each.
#pragma once

#include "kernels/elementwise.hpp"

namespace mlp::kernels {

void add(const Block& block, const Block& other);        // block += other
void multiply(const Block& block, const Block& other);   // block ∘= other
void copy(const Block& from, const Block& to);           // to = from
void negative_part(const Block& from, const Block& to);  // to = min(from, 0)
// block = fma(share, block, (1 − share)·other)
void mix(float share, const Block& block, const Block& other);

}  // namespace mlp::kernels
