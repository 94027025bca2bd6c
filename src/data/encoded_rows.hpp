// Rows as the network reads and learns them: the data's own where nothing has to be encoded, else a copy.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mlp/data/dataset.hpp"
#include "mlp/data/encoding.hpp"

namespace mlp {

class EncodedRows {
 public:
  // `rows` and their data set must outlive this.  Throws DataError for other columns than the encoding's, and
  // for a value that it refuses: "FILE:LINE: column "NAME": expected …, got …".
  EncodedRows(const InputEncoding& encoding, const RowView& rows);
  // With targets, where the rows have some: of fit_target_columns(), as many as the rows' numbers.
  EncodedRows(const InputEncoding& encoding, const std::vector<FittedColumn>& targets, const RowView& rows);

  // Their targets are as they were given.
  const RowView& view() const { return own_ ? own_view_ : *given_; }

  // What is learned in the place of view().dataset->numbers: (rows of the data set, outputs), filled for the
  // view's rows; null where there are none.
  const float* learned_numbers() const {
    if (!learned_.empty()) return learned_.data();
    const Dataset* const dataset = view().dataset;
    return dataset && !dataset->numbers.empty() ? dataset->numbers.data() : nullptr;
  }

 private:
  const RowView* given_;
  std::unique_ptr<Dataset> own_;  // the rows alone, in their order
  RowView own_view_;
  FlatBuffer<float> learned_;  // empty: the numbers themselves
};

}  // namespace mlp
