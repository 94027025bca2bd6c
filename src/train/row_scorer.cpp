#include "train/row_scorer.hpp"

#include "model/inference.hpp"

namespace mlp {
namespace {

std::vector<double> target_means(const RowView& rows) {
  const Dataset& dataset = *rows.dataset;
  std::vector<double> means;
  for (Index k = 0; k < dataset.outputs; ++k) {
    StripedSum sum;
    for (Index i = 0; i < rows.size(); ++i) {
      sum.add(i, dataset.numbers[rows.rows[static_cast<std::size_t>(i)] * dataset.outputs + k]);
    }
    means.push_back(sum.total() / static_cast<double>(rows.size()));
  }
  return means;
}

}  // namespace

RowScorer::RowScorer(const Model& model, const RowView& rows)
    : model_(model), dataset_(*rows.dataset), target_means_(target_means(rows)) {}

void RowScorer::add(const Workspace& workspace, const std::int32_t* rows, Index samples, ScoreSums& sums) {
  const Index targets = dataset_.outputs, outputs = model_.architecture.outputs();
  if (targets > 0) {
    if (predictions_.size() < samples * outputs) predictions_ = FlatBuffer<float>(samples * outputs);
    copy_outputs(model_, workspace, samples, predictions_.data(), outputs);
  }
  for (Index i = 0; i < samples; ++i) {
    RowResult row{.loss = workspace.losses[i], .correct = false, .predictions = nullptr, .targets = nullptr};
    if (targets > 0) {
      row.predictions = predictions_.data() + i * outputs;
      row.targets = dataset_.numbers.data() + rows[i] * targets;
    } else {
      row.correct = workspace.predicted[i] == workspace.classes[i];
    }
    sums.add(row);
  }
}

}  // namespace mlp
