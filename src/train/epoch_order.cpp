#include "train/epoch_order.hpp"

#include <variant>

namespace mlp {

EpochOrder::EpochOrder(const TrainingConfig& training, std::uint64_t seed, const RowView& rows)
    : rows_(rows), seed_(seed), order_(rows.rows) {
  if (training.shuffle) shuffler_.emplace(rows.size());
  if (!std::holds_alternative<BalancedClasses>(training.sampling)) return;
  balanced_.emplace(rows);
  sampled_ = rows.rows;
}

void EpochOrder::begin(std::uint32_t epoch) {
  if (balanced_) balanced_->fill(seed_, epoch, sampled_);
  if (shuffler_) shuffler_->shuffle(seed_, epoch, balanced_ ? sampled_ : rows_.rows, order_);
}

}  // namespace mlp
