// Rows as the network reads them: the data's own where nothing has to be encoded, else a copy.
#pragma once

#include <memory>
#include <string>

#include "mlp/data/dataset.hpp"
#include "mlp/data/encoding.hpp"

namespace mlp {

class EncodedRows {
 public:
  // `rows` and their data set must outlive this.  Throws DataError for other columns than the encoding's, and
  // for a value that it refuses: "FILE:LINE: column "NAME": expected …, got …".
  EncodedRows(const InputEncoding& encoding, const RowView& rows);

  const RowView& view() const { return own_ ? own_view_ : *given_; }

 private:
  const RowView* given_;
  std::unique_ptr<Dataset> own_;  // the rows alone, in their order
  RowView own_view_;
};

}  // namespace mlp
