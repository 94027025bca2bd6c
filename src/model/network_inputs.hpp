// A matrix in the data's units as a network reads it: the matrix itself, bytes' values as x / 255, or columns
// encoded.
#pragma once

#include "data/row_encoder.hpp"
#include "mlp/base/matrix_view.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/model/model.hpp"

namespace mlp {

class NetworkInputs {
 public:
  // Allocates what is needed for up to `most_samples` at a time.  The model must outlive this.
  NetworkInputs(const Model& model, Index most_samples);

  // `inputs`: input_columns() × samples.  The result lives as long as this and `inputs`, until the next call.
  // The same bits as rows of a data set that are gathered.
  // Throws DataError for a value that is missing or unseen and may not be.
  ConstMatrixView of(ConstMatrixView inputs);

 private:
  [[noreturn]] void fail(const RowEncoder::Problem& problem, Index sample, float value) const;

  const Model& model_;
  const RowEncoder encoder_;
  FlatBuffer<float> values_;  // features × most_samples, where they differ from what is given
};

}  // namespace mlp
