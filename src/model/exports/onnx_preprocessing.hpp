// What happens to a row before the first layer and after the last one, as ONNX operators.  All that a
// model does beside its layers is here.
#pragma once

#include "mlp/model/model.hpp"
#include "model/exports/onnx_graph.hpp"

namespace mlp {

// The graph's input, in the data's units, and what the first layer reads: images divided by 255, columns
// brought to their common scale.
OnnxGraph::Value onnx_inputs(OnnxGraph& graph, const Model& model);

// The graph's outputs, from the last layer's affine values and their activation: "probabilities" or "scores"
// of each class and "class", its number; or "values" in the targets' units (model/prediction_table.hpp).
void onnx_outputs(OnnxGraph& graph, const Model& model, const OnnxGraph::Value& logits,
                  const OnnxGraph::Value& outputs);

}  // namespace mlp
