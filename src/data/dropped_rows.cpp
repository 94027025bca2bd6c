#include "data/dropped_rows.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// Moves the kept rows, each of `width` elements, to the front.
void keep_rows(const std::vector<Index>& kept, Index width, auto* elements) {
  Index to = 0;
  for (const Index row : kept) {
    std::copy_n(elements + row * width, width, elements + to * width);
    ++to;
  }
}

void keep_rows(const std::vector<Index>& kept, Index width, FlatBuffer<float>& buffer) {
  if (buffer.empty()) return;
  keep_rows(kept, width, buffer.data());
  buffer.keep(0, std::ssize(kept) * width);
}

void keep_rows(const std::vector<Index>& kept, auto& list) {
  if (list.empty()) return;
  Index to = 0;
  for (const Index row : kept)
    std::swap(list[static_cast<std::size_t>(to++)], list[static_cast<std::size_t>(row)]);
  list.resize(kept.size());
}

// The rows that are not dropped.
std::vector<Index> others(const std::vector<Index>& dropped, Index rows) {
  std::vector<Index> kept;
  auto next = dropped.begin();
  for (Index row = 0; row < rows; ++row) {
    const bool is_dropped = next != dropped.end() && *next == row;
    is_dropped ? static_cast<void>(++next) : kept.push_back(row);
  }
  return kept;
}

void forget_unused_classes(Dataset& data) {
  std::vector<bool> is_used(data.class_labels.size());
  for (const std::int32_t one : data.classes) is_used[static_cast<std::size_t>(one)] = true;
  std::vector<std::int32_t> number(is_used.size());
  std::vector<std::string> labels;
  for (std::size_t k = 0; k < is_used.size(); ++k) {
    number[k] = static_cast<std::int32_t>(labels.size());
    if (is_used[k]) labels.push_back(std::move(data.class_labels[k]));
  }
  for (std::int32_t& one : data.classes) one = number[static_cast<std::size_t>(one)];
  data.class_labels = std::move(labels);
}

}  // namespace

void drop_rows(const std::vector<Index>& dropped, bool found_labels, Dataset& data) {
  if (dropped.empty()) return;
  data.dropped = dropped;
  const std::vector<Index> kept = others(dropped, data.rows);
  if (kept.empty()) {
    throw DataError(data.file +
                        ": expected a row with a value in every column whose \"missing\" is drop_row, "
                        "got none in " +
                        counted(data.rows, "row"),
                    "another policy, such as median, keeps them");
  }
  data.rows = std::ssize(kept);
  keep_rows(kept, data.features, data.values);
  keep_rows(kept, data.outputs, data.numbers);
  keep_rows(kept, 1, data.weights);
  keep_rows(kept, data.lines);
  keep_rows(kept, data.classes);
  if (found_labels && !data.classes.empty()) forget_unused_classes(data);
}

void drop_rows(const std::vector<Index>& dropped, TextColumn& column) {
  if (dropped.empty()) return;
  keep_rows(others(dropped, std::ssize(column.values)), column.values);
}

Index row_in_file(const Dataset& data, Index row) {
  // dropped[k] − k rows stay before the k-th that is dropped, and that number never falls.
  const std::vector<Index>& dropped = data.dropped;
  const auto behind = std::partition_point(dropped.begin(), dropped.end(), [&](const Index& place) {
    return place - (&place - dropped.data()) <= row;
  });
  return row + (behind - dropped.begin());
}

Index rows_in_file(const Dataset& data) { return data.rows + std::ssize(data.dropped); }

}  // namespace mlp
