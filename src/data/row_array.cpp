#include "data/row_array.hpp"

#include <string>
#include <utility>

#include "data/labels.hpp"
#include "data/message.hpp"
#include "data/names.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

namespace {

// Integers up to here are exact as floats.
constexpr float largest_label = 16777216.0f;

std::string label_of_row(const RowArray& array, Index row, std::string_view name) {
  if (!array.bytes.empty()) return std::to_string(array.bytes[row]);
  const float value = array.values[row];
  const bool is_in_range = value >= -largest_label && value <= largest_label;
  if (!is_in_range || value != static_cast<float>(static_cast<std::int32_t>(value))) {
    throw DataError(std::string(name) + ": row " + std::to_string(row + 1) +
                        ": expected a whole number as class label, got " + number_text(value),
                    "numbers are targets for regression, with a loss like mse");
  }
  return std::to_string(static_cast<std::int32_t>(value));
}

void read_classes(const RowArray& array, std::string_view name, const ColumnPlan& plan, Dataset& data) {
  if (array.width != 1) {
    throw DataError(std::string(name) + ": expected one class label per row, got " +
                    std::to_string(array.width) + " values");
  }
  LabelCollector labels(plan.class_labels);
  for (Index row = 0; row < array.rows; ++row) {
    const std::string label = label_of_row(array, row, name);
    if (!labels.add(label)) {
      throw DataError(std::string(name) + ": row " + std::to_string(row + 1) +
                      ": expected a class label known from training (" + listed(plan.class_labels) +
                      "), got " + in_quotes(label));
    }
  }
  auto [classes, class_labels] = std::move(labels).finish();
  data.classes = std::move(classes);
  data.class_labels = std::move(class_labels);
  data.target_names = {"label"};
}

void read_numbers(RowArray array, Dataset& data) {
  data.outputs = array.width;
  if (array.bytes.empty()) {
    data.numbers = std::move(array.values);
  } else {
    data.numbers = FlatBuffer<float>(array.bytes.size());
    for (Index i = 0; i < array.bytes.size(); ++i) data.numbers[i] = static_cast<float>(array.bytes[i]);
  }
  data.target_names = numbered_names("target", data.outputs);
}

}  // namespace

Dataset dataset_of(NamedArray inputs, std::optional<NamedArray> targets, const ColumnPlan& plan) {
  RowArray& array = inputs.array;
  Dataset data;
  data.rows = array.rows;
  data.features = array.width;
  data.image_width = array.image_width;
  data.bytes = std::move(array.bytes);
  data.values = std::move(array.values);
  if (plan.features != 0 && data.features != plan.features) {
    throw DataError(std::string(inputs.name) + ": expected " + counted(plan.features, "value") +
                    " per row as in training, got " + std::to_string(data.features));
  }
  data.class_labels = plan.class_labels;
  if (!targets) {
    if (plan.target_optional) return data;
    throw ConfigError(std::string(inputs.name) + ": expected a file of labels beside it, got none");
  }
  if (targets->array.rows != data.rows) {
    throw DataError(std::string(targets->name) + ": expected " + counted(data.rows, "row") + " as in " +
                    std::string(inputs.name) + ", got " + std::to_string(targets->array.rows));
  }
  if (plan.target_kind == TargetKind::classes) {
    read_classes(targets->array, targets->name, plan, data);
  } else {
    read_numbers(std::move(targets->array), data);
  }
  if (plan.target_names.empty()) return data;
  if (plan.target_names.size() != data.target_names.size()) {
    throw DataError(std::string(targets->name) + ": expected " +
                    counted(std::ssize(plan.target_names), "number") + " per row as in training, got " +
                    std::to_string(data.outputs));
  }
  data.target_names = plan.target_names;
  return data;
}

}  // namespace mlp
