// Rows and weights that can be looked at, because the inputs are the pixels of square pictures.
#pragma once

#include <span>
#include <string>

#include "mlp/data/dataset.hpp"
#include "mlp/model/model.hpp"

namespace mlp {

// Pixels along a side: of images (IDX), and of at least 6 × 6 numbers whose columns are called alike but for
// digits (pixel_0_0, pixel_0_1, …).  0 where the inputs are no square picture.
Index picture_side(const Model& model);

// The inputs of a row of `rows`, a byte each, base64: 0 for the least that its dataset holds, 255 for the
// largest.
class RowPictures {
 public:
  explicit RowPictures(const Dataset& dataset);
  std::string of(Index row) const;

 private:
  const Dataset& dataset_;
  float low_ = 0.0f;
  float high_ = 0.0f;
};

// Values from −largest … largest to bytes 1 … 255, 128 for 0; base64.
std::string signed_picture(std::span<const float> values);

}  // namespace mlp
