// Rows as they stand in the file, for looking at: images as bytes' values, gaps as NaN.
#pragma once

#include <string>

#include "data/column_config.hpp"
#include "data/dropped_rows.hpp"
#include "data/message.hpp"
#include "mlp/data/dataset.hpp"

namespace mlp {

class RawRows {
 public:
  explicit RawRows(const RowView& rows) : rows_(rows), data_(*rows.dataset) {}

  Index size() const { return rows_.size(); }
  Index columns() const { return data_.features; }
  const Dataset& data() const { return data_; }
  Index place(Index position) const { return rows_.rows[static_cast<std::size_t>(position)]; }

  float value(Index position, Index column) const {
    const Index at = place(position) * data_.features + column;
    return data_.has_bytes() ? static_cast<float>(data_.bytes[at]) : data_.values[at];
  }

  bool is_categorical(Index column) const {
    if (data_.columns.empty()) return false;
    return mlp::is_categorical(data_.columns[static_cast<std::size_t>(column)].config);
  }

  // "column \"age\"", "pixel 12".
  std::string column_name(Index column) const {
    if (data_.input_names.empty()) return "pixel " + std::to_string(column + 1);
    return "column " + in_quotes(data_.input_names[static_cast<std::size_t>(column)]);
  }

  // "line 12", where lines are known, else "row 11".
  std::string row_name(Index position) const {
    const Index row = place(position);
    if (data_.lines.empty()) return "row " + std::to_string(row_in_file(data_, row) + 1);
    return "line " + std::to_string(data_.lines[static_cast<std::size_t>(row)]);
  }

 private:
  const RowView& rows_;
  const Dataset& data_;
};

}  // namespace mlp
