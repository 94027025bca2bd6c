#include "model/prediction_csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "io/csv_field.hpp"
#include "model/prediction_table.hpp"

namespace mlp {

std::string shortest_text(float value) {
  std::array<char, 32> digits{};
  const auto [end, status] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), end};
}

// `name` where no leading column has it, else "predicted_NAME".
static std::string free_name(std::string name, const std::vector<TextColumn>& leading) {
  const auto is_taken = [&](const TextColumn& column) { return column.name == name; };
  while (std::any_of(leading.begin(), leading.end(), is_taken)) name = "predicted_" + name;
  return name;
}

std::string prediction_csv(const Model& model, const Predictions& predictions,
                           const std::vector<TextColumn>& leading) {
  std::string text;
  const auto begin_line = [&](const auto& field_of) {
    for (const TextColumn& column : leading) text += csv_field(field_of(column)) + ",";
  };
  const bool are_classes = !model.class_labels.empty();
  std::vector<std::string> labels;
  for (const std::string& label : model.class_labels) labels.push_back(csv_field(label));

  begin_line([](const TextColumn& column) { return column.name; });
  const std::vector<std::string> names = prediction_columns(model, predictions.outputs);
  if (are_classes) text += free_name("class", leading);
  for (std::size_t k = 0; k < names.size(); ++k)
    text += (are_classes || k > 0 ? "," : "") + csv_field(free_name(names[k], leading));
  text += "\n";

  const FlatBuffer<float> table = prediction_table(model, predictions);
  const Index columns = predictions.rows > 0 ? table.size() / predictions.rows : 0;
  for (Index row = 0; row < predictions.rows; ++row) {
    begin_line([&](const TextColumn& column) { return column.values[static_cast<std::size_t>(row)]; });
    if (are_classes)
      text += labels[static_cast<std::size_t>(predictions.classes[static_cast<std::size_t>(row)])];
    for (Index k = 0; k < columns; ++k) {
      if (are_classes || k > 0) text += ",";
      text += shortest_text(table[row * columns + k]);
    }
    text += "\n";
  }
  return text;
}

}  // namespace mlp
