// The rows of an epoch in which every class comes equally often (class-balanced sampling).
//
// Of n positions the k-th of the K classes that have rows gets those from ⌊kn / K⌋ on.  They
// are filled with the class's rows in the order of a 64-bit draw for each, over and over: no row is met more
// than once more often than another of its class, and of a frequent class each epoch sees other rows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mlp/data/dataset.hpp"

namespace mlp {

class BalancedRows {
 public:
  // `rows` of classes; the view must outlive this.
  explicit BalancedRows(const RowView& rows);

  // Writes as many row numbers as the view has, class by class; they are yet to be shuffled.  Allocates
  // nothing.
  void fill(std::uint64_t seed, std::uint32_t epoch, std::span<std::int32_t> order);

 private:
  struct Drawn {
    std::uint64_t draw;
    std::int32_t row;
  };
  std::vector<std::vector<Drawn>> classes_;  // those that have rows, in the view's order
};

}  // namespace mlp
