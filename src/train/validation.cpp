#include "train/validation.hpp"

namespace mlp {

Validation::Validation(const Model& model, const std::vector<Metric>& metrics, const RowView& rows,
                       const Network& network, Team& team)
    : rows_(model.encoding, model.target_columns, rows) {
  if (rows.size() == 0) return;
  check_rows_fit(model, rows_.view());
  inference_.emplace(network, team);
  scorer_.emplace(model, metrics, rows_.view());
  sums_ = scorer_->empty();
  batch_ = batch_of(model, rows_);
}

std::optional<Scores> Validation::scores(const float* parameters) {
  if (!inference_) return std::nullopt;
  sums_.clear();
  inference_->run(parameters, batch_, [&](Index first, Index samples) {
    scorer_->add(inference_->workspace(), batch_.rows + first, samples, sums_);
  });
  return sums_.scores();
}

}  // namespace mlp
