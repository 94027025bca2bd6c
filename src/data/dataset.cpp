#include "mlp/data/dataset.hpp"

#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "data/labels.hpp"
#include "data/message.hpp"
#include "data/names.hpp"
#include "data/number.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

namespace {

FlatBuffer<float> copy_finite(ConstMatrixView matrix, const std::string& what) {
  FlatBuffer<float> values(matrix.rows * matrix.columns);
  for (Index sample = 0; sample < matrix.columns; ++sample) {
    for (Index row = 0; row < matrix.rows; ++row) {
      const float given = matrix.data[sample * matrix.stride + row];
      const std::optional<float> value = finite_float(given);
      if (!value) {
        throw DataError(what + "(" + std::to_string(row) + ", " + std::to_string(sample) +
                        "): expected a finite number, got " + number_text(given));
      }
      values[sample * matrix.rows + row] = *value;
    }
  }
  return values;
}

Dataset with_inputs(ConstMatrixView inputs) {
  constexpr Index most_rows = std::numeric_limits<std::int32_t>::max();
  if (inputs.rows < 1 || inputs.columns < 1 || inputs.columns > most_rows) {
    throw DataError("inputs: expected at least one feature and 1 to 2147483647 samples, got " +
                    std::to_string(inputs.rows) + " x " + std::to_string(inputs.columns));
  }
  Dataset data;
  data.rows = inputs.columns;
  data.features = inputs.rows;
  data.values = copy_finite(inputs, "inputs");
  data.input_names = numbered_names("column", data.features);
  return data;
}

void require_count(Index found, Index rows, const char* what) {
  if (found == rows) return;
  throw DataError(std::string(what) + ": expected one for each of " + counted(rows, "sample") + ", got " +
                  std::to_string(found));
}

}  // namespace

Dataset make_dataset(ConstMatrixView inputs, const std::vector<std::string>& labels) {
  Dataset data = with_inputs(inputs);
  require_count(std::ssize(labels), data.rows, "labels");
  LabelCollector collector({});
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i].empty())
      throw DataError("labels[" + std::to_string(i) + "]: expected a class label, got an empty text");
    collector.add(labels[i]);
  }
  auto [classes, class_labels] = std::move(collector).finish();
  data.classes = std::move(classes);
  data.class_labels = std::move(class_labels);
  data.target_names = {"label"};
  return data;
}

Dataset make_dataset(ConstMatrixView inputs, const std::vector<int>& labels) {
  std::vector<std::string> texts;
  texts.reserve(labels.size());
  for (const int label : labels) texts.push_back(std::to_string(label));
  return make_dataset(inputs, texts);
}

Dataset make_dataset(ConstMatrixView inputs, ConstMatrixView targets) {
  Dataset data = with_inputs(inputs);
  require_count(targets.columns, data.rows, "targets");
  if (targets.rows < 1) throw DataError("targets: expected at least one number per sample, got none");
  data.numbers = copy_finite(targets, "targets");
  data.outputs = targets.rows;
  data.target_names = numbered_names("target", data.outputs);
  return data;
}

RowView all_rows(const Dataset& dataset) {
  RowView view{.dataset = &dataset,
               .rows = std::vector<std::int32_t>(static_cast<std::size_t>(dataset.rows))};
  std::iota(view.rows.begin(), view.rows.end(), 0);
  return view;
}

}  // namespace mlp
