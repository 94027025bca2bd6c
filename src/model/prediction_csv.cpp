#include "model/prediction_csv.hpp"

#include <array>
#include <charconv>

namespace mlp {
namespace {

// In quotes where RFC 4180 asks for them, or where blanks at the ends would be trimmed on reading.
std::string quoted(const std::string& field) {
  const bool has_blank_end = field.empty() || field.front() == ' ' || field.front() == '\t' ||
                             field.back() == ' ' || field.back() == '\t';
  if (!has_blank_end && field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

void append(float value, std::string& text) {
  std::array<char, 32> digits{};
  const auto [end, status] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text.append(digits.data(), end);
}

// What stands before the predictions of a line; line 0 is that of the names.
void begin_line(const std::vector<LeadingColumn>& leading, Index line, std::string& text) {
  for (const LeadingColumn& column : leading)
    text += quoted(line == 0 ? column.name : column.values[static_cast<std::size_t>(line - 1)]) + ",";
}

std::string class_csv(const Model& model, const Predictions& predictions,
                      const std::vector<LeadingColumn>& leading) {
  const bool are_scores = traits_of(model.loss).predictions == PredictionKind::scores;
  std::vector<std::string> labels;
  std::string text;
  begin_line(leading, 0, text);
  text += "class";
  for (const std::string& label : model.class_labels) {
    labels.push_back(quoted(label));
    text += "," + quoted((are_scores ? "score_" : "probability_") + label);
  }
  text += "\n";
  for (Index row = 0; row < predictions.rows; ++row) {
    begin_line(leading, row + 1, text);
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

std::string number_csv(const Model& model, const Predictions& predictions,
                       const std::vector<LeadingColumn>& leading) {
  std::string text;
  begin_line(leading, 0, text);
  const Index targets = target_count(model.loss, predictions.outputs);
  std::vector<std::string> names = model.target_names;
  // A model trained from memory may have no names.
  for (Index k = std::ssize(names); k < targets; ++k) names.push_back("target_" + std::to_string(k + 1));
  for (Index k = 0; k < predictions.outputs; ++k) {
    const std::string& name = names[static_cast<std::size_t>(k % targets)];
    text += (k == 0 ? "" : ",") + quoted(k < targets ? name : "variance_" + name);
  }
  text += "\n";
  for (Index row = 0; row < predictions.rows; ++row) {
    begin_line(leading, row + 1, text);
    for (Index k = 0; k < predictions.outputs; ++k) {
      if (k > 0) text += ",";
      append(predictions.values[row * predictions.outputs + k], text);
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string prediction_csv(const Model& model, const Predictions& predictions,
                           const std::vector<LeadingColumn>& leading) {
  const bool are_numbers = predictions.classes.empty() && model.class_labels.empty();
  return are_numbers ? number_csv(model, predictions, leading) : class_csv(model, predictions, leading);
}

std::string number_csv_text(float value) {
  std::string text;
  append(value, text);
  return text;
}

}  // namespace mlp
