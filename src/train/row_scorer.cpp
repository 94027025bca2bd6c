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

RowScorer::RowScorer(const Model& model, const std::vector<Metric>& metrics, const RowView& rows)
    : model_(model), dataset_(*rows.dataset) {
  plan_ = {.metrics = metrics,
           .positive = positive_classes(metrics, model.class_labels),
           .classes = dataset_.classes.empty() ? 0 : static_cast<Index>(model.class_labels.size()),
           .outputs = dataset_.outputs > 0 ? dataset_.outputs : model.architecture.outputs(),
           .target_means = target_means(rows),
           .rows = rows.size()};
}

void RowScorer::add(const Workspace& workspace, const std::int32_t* rows, Index samples, ScoreSums& sums) {
  const bool of_numbers = dataset_.outputs > 0;
  const bool wants_outputs = of_numbers || sums.wants_outputs();
  const Index outputs = model_.architecture.outputs();
  if (wants_outputs) {
    if (outputs_.size() < samples * outputs) outputs_ = FlatBuffer<float>(samples * outputs);
    copy_outputs(model_, workspace, samples, outputs_.data(), outputs);
  }
  for (Index i = 0; i < samples; ++i) {
    RowResult row{.loss = workspace.losses[i]};
    if (wants_outputs) row.outputs = outputs_.data() + i * outputs;
    if (of_numbers) {
      row.targets = dataset_.numbers.data() + rows[i] * dataset_.outputs;
    } else {
      row.wanted = workspace.classes[i];
      row.predicted = predicted_class(model_, workspace, i);
    }
    sums.add(row);
  }
}

}  // namespace mlp
