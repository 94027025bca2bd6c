// The training rows in the order in which an epoch meets them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "data/balanced_rows.hpp"
#include "data/batches.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

class EpochOrder {
 public:
  // `rows` must outlive this.  REQUIRES: balanced sampling of rows of classes, and shuffled.
  EpochOrder(const TrainingConfig& training, std::uint64_t seed, const RowView& rows);

  // Depends on the seed and the epoch, counted from 0, alone.  Allocates nothing.
  void begin(std::uint32_t epoch);

  // The row at each place of the epoch.
  std::span<const std::int32_t> rows() const { return order_; }

 private:
  const RowView& rows_;
  const std::uint64_t seed_;
  std::optional<Shuffler> shuffler_;
  std::optional<BalancedRows> balanced_;
  std::vector<std::int32_t> sampled_;  // class by class, where they are balanced
  std::vector<std::int32_t> order_;
};

}  // namespace mlp
