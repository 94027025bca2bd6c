// Columns of a table to the features of the first layer, as ONNX operators (data/row_encoder.hpp).
#pragma once

#include "mlp/data/encoding.hpp"
#include "model/exports/onnx_graph.hpp"

namespace mlp {

// From [batch, columns] to [batch, features].  What the model refuses, a missing value or an unseen category,
// becomes NaN, and with it every output.  REQUIRES: the encoding is not the identity.
OnnxGraph::Value onnx_encoding(OnnxGraph& graph, const InputEncoding& encoding,
                               const OnnxGraph::Value& inputs);

}  // namespace mlp
