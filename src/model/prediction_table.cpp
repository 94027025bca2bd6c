#include "model/prediction_table.hpp"

namespace mlp {
namespace {

bool has_scores(const Model& model) { return traits_of(model.loss).predictions == PredictionKind::scores; }

std::vector<std::string> number_columns(const Model& model, Index outputs) {
  const Index targets = target_count(model.loss, outputs);
  std::vector<std::string> names = model.target_names;
  // A model trained from memory may have no names.
  for (Index k = std::ssize(names); k < targets; ++k) names.push_back("target_" + std::to_string(k + 1));
  for (Index k = targets; k < outputs; ++k)
    names.push_back("variance_" + names[static_cast<std::size_t>(k - targets)]);
  return names;
}

}  // namespace

std::vector<std::string> prediction_columns(const Model& model, Index outputs) {
  if (model.class_labels.empty()) return number_columns(model, outputs);
  std::vector<std::string> names;
  for (const std::string& label : model.class_labels)
    names.push_back((has_scores(model) ? "score_" : "probability_") + label);
  return names;
}

FlatBuffer<float> prediction_table(const Model& model, const Predictions& predictions) {
  if (!has_one_output_for_two(model, predictions.outputs)) return predictions.values;
  FlatBuffer<float> table(2 * predictions.rows);
  for (Index row = 0; row < predictions.rows; ++row) {
    const float second = predictions.values[row];
    table[2 * row] = has_scores(model) ? 0.0f - second : 1.0f - second;
    table[2 * row + 1] = second;
  }
  return table;
}

}  // namespace mlp
