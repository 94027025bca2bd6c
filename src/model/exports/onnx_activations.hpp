// The activations as ONNX operators, composed where opset 17 has none of that name.
//
// To add one: its operators in onnx_activations.cpp; the compiler asks for them.
#pragma once

#include "mlp/choice/activation.hpp"
#include "model/exports/onnx_graph.hpp"

namespace mlp {

// f(z).  `slopes` is the tensor of what prelu has learned, [units]; nothing else looks at it.
OnnxGraph::Value onnx_activation(OnnxGraph& graph, const Activation& activation, const OnnxGraph::Value& z,
                                 const OnnxGraph::Value& slopes);

}  // namespace mlp
