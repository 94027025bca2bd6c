#include "model/prediction_csv.hpp"

#include <array>
#include <charconv>

#include "model/prediction_table.hpp"

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

}  // namespace

std::string prediction_csv(const Model& model, const Predictions& predictions) {
  const bool are_classes = !model.class_labels.empty();
  std::vector<std::string> labels;
  for (const std::string& label : model.class_labels) labels.push_back(quoted(label));
  std::string text = are_classes ? "class" : "";
  for (const std::string& name : prediction_columns(model, predictions.outputs))
    text += (text.empty() ? "" : ",") + quoted(name);
  text += "\n";

  const FlatBuffer<float> table = prediction_table(model, predictions);
  const Index columns = predictions.rows > 0 ? table.size() / predictions.rows : 0;
  for (Index row = 0; row < predictions.rows; ++row) {
    if (are_classes)
      text += labels[static_cast<std::size_t>(predictions.classes[static_cast<std::size_t>(row)])];
    for (Index k = 0; k < columns; ++k) {
      if (are_classes || k > 0) text += ",";
      append(table[row * columns + k], text);
    }
    text += "\n";
  }
  return text;
}

}  // namespace mlp
