// Counter-based randomness (ARITHMETIC.md, A5): every draw is a pure function of what it is for.
//
// Philox 4x32-10 (Salmon et al. 2011) turns a 64-bit key, the seed, and a 128-bit counter into
// four 32-bit words.  The counter says what is drawn:
//
//   {unit / 4,  sample position,  layer | purpose << 16,  step or epoch},   word = unit mod 4
//
// There is no generator, no state, no order of draws.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "mlp/base/export.hpp"

namespace mlp {

using PhiloxBlock = std::array<std::uint32_t, 4>;

// Ten rounds of Philox 4x32 on `counter` under `key`.
MLP_API PhiloxBlock philox(std::uint64_t key, PhiloxBlock counter);

// What a draw is for; values are part of arithmetic number 1 and never change.
enum class Purpose : std::uint32_t {
  initial_weights = 0,
  shuffle = 1,
  test_split = 2,
  validation_split = 3,
  dropout = 4,
  noise = 5,
  mixup = 6,
  folds = 7,
  synthetic = 8,
  sweep = 9,
  sampling = 10,
  augmentation = 11,
};

// Where a draw sits in the counter.
struct DrawSite {
  Purpose purpose;
  std::uint32_t layer = 0;   // < 2¹⁶
  std::uint32_t sample = 0;  // position of the sample, or row of a weight matrix
  std::uint32_t epoch = 0;   // step or epoch
};

// The 32-bit word for `unit` at `site`.
MLP_API std::uint32_t draw_word(std::uint64_t seed, const DrawSite& site, std::uint32_t unit);

// The words for units `first`, first + 1, … at `site`: a block's four at the price of one.
MLP_API void draw_words(std::uint64_t seed, const DrawSite& site, std::uint32_t first,
                        std::span<std::uint32_t> words);

// Words 0 and 1 at `site` as one number, the first in the low half.
MLP_API std::uint64_t draw_64(std::uint64_t seed, const DrawSite& site);

// Uniform in [0, 1) with 24 bits: (word >> 8)·2⁻²⁴.
constexpr float uniform(std::uint32_t word) { return static_cast<float>(word >> 8) * 0x1p-24f; }

}  // namespace mlp
