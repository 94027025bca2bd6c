// A model as an ONNX file, which browsers, phones and servers run (onnx.ai).
//
//   input   "inputs"                      [batch, inputs]    float, in the data's units
//   output  "probabilities" or "scores"   [batch, classes]   float     of a model of classes
//           "class"                       [batch]            int64     the predicted class, from 0
//           "values"                      [batch, targets]   float     of a model of numbers
//
// The numbers are those of `mlp predict`; another program's exponentials and sums round otherwise, by
// about 1e-6.  Names, labels and what else a model says of itself are the file's metadata, as JSON.
#pragma once

#include <string>

#include "mlp/model/model.hpp"

namespace mlp {

// The file's bytes.  Throws DataError when they were more than 2 GiB, or a name is not UTF-8.
std::string onnx_export(const Model& model);

}  // namespace mlp
