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

std::string class_csv(const Model& model, const Predictions& predictions) {
  std::vector<std::string> labels;
  std::string text = "class";
  for (const std::string& label : model.class_labels) {
    labels.push_back(quoted(label));
    text += "," + quoted("probability_" + label);
  }
  text += "\n";
  for (Index row = 0; row < predictions.rows; ++row) {
    text += labels[static_cast<std::size_t>(predictions.classes[static_cast<std::size_t>(row)])];
    const float* values = predictions.values.data() + row * predictions.outputs;
    // One output is the second class's probability; the first has the rest.
    if (predictions.outputs == 1) {
      text += ",";
      append(1.0f - values[0], text);
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
  for (const std::string& name : model.target_names) text += (text.empty() ? "" : ",") + quoted(name);
  // A model trained from memory may have no names.
  for (Index k = std::ssize(model.target_names); k < predictions.outputs; ++k) {
    text += (text.empty() ? "" : ",") + ("target_" + std::to_string(k + 1));
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
