// Columns of a table to the features of the first layer, and targets back from what was learned in their
// place, as ONNX operators (data/row_encoder.hpp, data/number_transform.hpp).
#pragma once

#include <vector>

#include "mlp/data/encoding.hpp"
#include "model/exports/onnx_graph.hpp"

namespace mlp {

// From [batch, columns] to [batch, features].  What the model refuses, a missing value or an unseen category,
// becomes NaN, and with it every output.  REQUIRES: the encoding is not the identity.
OnnxGraph::Value onnx_encoding(OnnxGraph& graph, const InputEncoding& encoding,
                               const OnnxGraph::Value& inputs);

// The targets' numbers before their transforms, [batch, targets] both.
OnnxGraph::Value onnx_decoding(OnnxGraph& graph, const std::vector<FittedColumn>& targets,
                               const OnnxGraph::Value& values);

}  // namespace mlp
