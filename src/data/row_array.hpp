// Rows of the same width from a file of one array, and two such files as a dataset: inputs and their targets.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "mlp/data/load.hpp"

namespace mlp {

struct RowArray {
  Index rows = 0;
  Index width = 0;        // values per row
  Index image_width = 0;  // of three axes: the last
  // One of the two has rows·width elements.
  FlatBuffer<std::uint8_t> bytes;
  FlatBuffer<float> values;
};

struct NamedArray {
  RowArray array;
  std::string_view name;  // of its file, for messages
};

// `targets` may be absent where plan.target_optional: whole numbers as class labels, or numbers.
// Throws DataError where the two have different numbers of rows, where a label is no whole number, and where
// they do not fit the plan.
Dataset dataset_of(NamedArray inputs, std::optional<NamedArray> targets, const ColumnPlan& plan);

}  // namespace mlp
