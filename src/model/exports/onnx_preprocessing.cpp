#include "model/exports/onnx_preprocessing.hpp"

#include <vector>

#include "model/exports/least_float.hpp"
#include "model/exports/onnx_encoding.hpp"
#include "model/prediction_table.hpp"

namespace mlp {
namespace {

using Value = OnnxGraph::Value;

// The number of the predicted class, [batch].
Value predicted_class(OnnxGraph& graph, const Model& model, const Value& logits, const Value& outputs) {
  constexpr std::int64_t int64_type = 7;
  const bool is_one = model.architecture.outputs() == 1;
  const auto last_column = [&](Value value) {
    if (!is_one) {
      const Value last = graph.constant("outputs.last", {std::int64_t{model.architecture.outputs() - 1}});
      value = graph.node("Gather", {value, last}, {{"axis", std::int64_t{1}}});
    }
    return graph.node("Squeeze", {value, graph.constant("outputs.axis", {std::int64_t{1}})});
  };
  const auto as_number = [&](const Value& is_second) {
    return graph.node("Cast", {is_second}, {{"to", int64_type}});
  };
  if (model.decision_threshold) {
    const Value least = graph.constant(least_float_from(*model.decision_threshold));
    return as_number(graph.node("GreaterOrEqual", {last_column(outputs), least}));
  }
  if (is_one) return as_number(graph.node("Greater", {last_column(logits), graph.constant(0.0f)}));
  return graph.node("ArgMax", {logits}, {{"axis", std::int64_t{1}}, {"keepdims", std::int64_t{0}}});
}

// One output as the two classes' columns.
Value of_both_classes(OnnxGraph& graph, const Model& model, const Value& second) {
  const bool are_scores = traits_of(model.loss).predictions == PredictionKind::scores;
  const Value first =
      are_scores ? graph.node("Neg", {second}) : graph.node("Sub", {graph.constant(1.0f), second});
  return graph.node("Concat", {first, second}, {{"axis", std::int64_t{1}}});
}

// Columns [first, first + count).
Value columns_of(OnnxGraph& graph, const Value& values, Index first, Index count) {
  const auto integer = [&](Index number) {
    return graph.constant("outputs.integer", {std::int64_t{number}});
  };
  return graph.node("Slice", {values, integer(first), integer(first + count), integer(1)});
}

// 1 / scale of each target, to the power 1 or 2; 0 where the column was constant.
Value spreads(OnnxGraph& graph, const ColumnScaling& scaling, bool squared) {
  std::vector<float> numbers;
  for (const float scale : scaling.scale) {
    const float spread = scale == 0.0f ? 0.0f : 1.0f / scale;
    numbers.push_back(squared ? spread * spread : spread);
  }
  return graph.constant(squared ? "preprocess.targets.variance" : "preprocess.targets.spread",
                        {std::ssize(numbers)}, numbers);
}

Value unscaled(OnnxGraph& graph, const ColumnScaling& scaling, const Value& numbers) {
  if (scaling.is_identity()) return numbers;
  const Value spread = graph.node("Mul", {numbers, spreads(graph, scaling, false)});
  const Value shift = graph.constant("preprocess.targets.shift", {scaling.shift.size()}, scaling.shift);
  return graph.node("Add", {spread, shift});
}

Value means_and_variances(OnnxGraph& graph, const Model& model, const Value& outputs) {
  const Index targets = model.architecture.outputs() / 2;
  const Value means = unscaled(graph, model.target_scaling, columns_of(graph, outputs, 0, targets));
  const auto least = static_cast<float>(std::get<GaussianNll>(model.loss).epsilon);
  const Value positive = graph.node("Exp", {columns_of(graph, outputs, targets, targets)});
  Value variances = graph.node("Max", {positive, graph.constant(least)});
  if (!model.target_scaling.is_identity())
    variances = graph.node("Mul", {variances, spreads(graph, model.target_scaling, true)});
  return graph.node("Concat", {means, variances}, {{"axis", std::int64_t{1}}});
}

Value numbers_of(OnnxGraph& graph, const Model& model, const Value& outputs) {
  switch (traits_of(model.loss).predictions) {
    case PredictionKind::means_and_variances:
      return means_and_variances(graph, model, outputs);
    case PredictionKind::rates:
      return unscaled(graph, model.target_scaling, graph.node("Exp", {outputs}));
    default:
      return onnx_decoding(graph, model.target_columns, unscaled(graph, model.target_scaling, outputs));
  }
}

}  // namespace

OnnxGraph::Value onnx_inputs(OnnxGraph& graph, const Model& model) {
  Value inputs = graph.input("inputs", model.input_columns());
  graph.set_scope("preprocess");
  if (!model.encoding.is_identity()) inputs = onnx_encoding(graph, model.encoding, inputs);
  if (model.image_bytes) inputs = graph.node("Div", {inputs, graph.constant(255.0f)});
  const ColumnScaling& scaling = model.input_scaling;
  if (scaling.is_identity()) return inputs;
  const std::vector<Index> columns{scaling.shift.size()};
  inputs = graph.node("Sub", {inputs, graph.constant("preprocess.inputs.shift", columns, scaling.shift)});
  return graph.node("Mul", {inputs, graph.constant("preprocess.inputs.scale", columns, scaling.scale)});
}

void onnx_outputs(OnnxGraph& graph, const Model& model, const OnnxGraph::Value& logits,
                  const OnnxGraph::Value& outputs) {
  graph.set_scope("outputs");
  const Index units = model.architecture.outputs();
  const auto columns = static_cast<Index>(prediction_columns(model, units).size());
  if (model.class_labels.empty()) return graph.output("values", numbers_of(graph, model, outputs), columns);
  const bool is_one = has_one_output_for_two(model, units);
  const bool are_scores = traits_of(model.loss).predictions == PredictionKind::scores;
  graph.output(are_scores ? "scores" : "probabilities",
               is_one ? of_both_classes(graph, model, outputs) : outputs, columns);
  graph.class_output("class", predicted_class(graph, model, logits, outputs));
}

}  // namespace mlp
