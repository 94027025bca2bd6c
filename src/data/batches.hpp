// The order in which an epoch visits the rows (ARITHMETIC.md, A5).
//
// A shuffle is a stable sort of the rows by 64-bit draws, one per position.  A position's draw
// depends on the seed, the epoch and the position alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mlp/base/memory.hpp"

namespace mlp {

// Shuffles lists of the same length again and again without allocating.
class Shuffler {
 public:
  explicit Shuffler(Index rows);

  // Writes `rows` to `order`, sorted by draw_64(seed, {Purpose::shuffle, .sample = i, .epoch}).
  // REQUIRES: both have the constructor's length and do not overlap.
  void shuffle(std::uint64_t seed, std::uint32_t epoch, std::span<const std::int32_t> rows,
               std::span<std::int32_t> order);

 private:
  struct Drawn {
    std::uint64_t draw;
    std::int32_t row;
  };
  std::vector<Drawn> drawn_;
  std::vector<Drawn> scratch_;
};

}  // namespace mlp
