#include "model/prediction_csv.hpp"

#include <array>
#include <charconv>

#include "io/csv_field.hpp"

namespace mlp {
namespace {

void append(float value, std::string& text) {
  std::array<char, 32> digits{};
  const auto [end, status] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text.append(digits.data(), end);
}

std::string class_csv(const Model& model, const Predictions& predictions) {
  const bool are_scores = traits_of(model.loss).predictions == PredictionKind::scores;
  std::vector<std::string> labels;
  std::string text = "class";
  for (const std::string& label : model.class_labels) {
    labels.push_back(csv_field(label));
    text += "," + csv_field((are_scores ? "score_" : "probability_") + label);
  }
  text += "\n";
  for (Index row = 0; row < predictions.rows; ++row) {
    text += labels[static_cast<std::size_t>(predictions.classes[static_cast<std::size_t>(row)])];
    const float* values = predictions.values.data() + row * predictions.outputs;
    // One output is the second class's probability, the first has the rest; or its score, the first's
    // is the opposite.
    if (predictions.outputs == 1) {
      text += ",";
      append(are_scores ? 0.0f - values[0] : 1.0f - values[0], text);
    }
    for (Index k = 0; k < predictions.outputs; ++k) {
      text += ",";
      append(values[k], text);
    }
    text += "\n";
  }
  return text;
}

std::string number_csv(const Model& model, const Predictions& predictions) {
  std::string text;
  const Index targets = target_count(model.loss, predictions.outputs);
  std::vector<std::string> names = model.target_names;
  // A model trained from memory may have no names.
  for (Index k = std::ssize(names); k < targets; ++k) names.push_back("target_" + std::to_string(k + 1));
  for (Index k = 0; k < predictions.outputs; ++k) {
    const std::string& name = names[static_cast<std::size_t>(k % targets)];
    text += (text.empty() ? "" : ",") + csv_field(k < targets ? name : "variance_" + name);
  }
  text += "\n";
  for (Index row = 0; row < predictions.rows; ++row) {
    for (Index k = 0; k < predictions.outputs; ++k) {
      if (k > 0) text += ",";
      append(predictions.values[row * predictions.outputs + k], text);
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string prediction_csv(const Model& model, const Predictions& predictions) {
  return predictions.classes.empty() && model.class_labels.empty() ? number_csv(model, predictions)
                                                                   : class_csv(model, predictions);
}

}  // namespace mlp
