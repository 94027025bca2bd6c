#include "model/exports/onnx_encoding.hpp"

#include <limits>
#include <numeric>
#include <string>
#include <variant>
#include <vector>

#include "data/column_config.hpp"
#include "data/number_transform.hpp"

namespace mlp {
namespace {

using Value = OnnxGraph::Value;

constexpr std::int64_t number_type = 1;  // float, of onnx.proto's TensorProto

// The features of one column, each a value [batch, count].
class ColumnGraph {
 public:
  ColumnGraph(OnnxGraph& graph, const FittedColumn& column) : graph_(graph), column_(column) {}

  // Of a target: its number before the transform.
  Value decoded(const Value& value) const {
    if (std::holds_alternative<LogTransform>(column_.config.transform)) {
      const Value size = node("Sub", {node("Exp", {node("Abs", {value})}), number(1.0f)});
      return node("Mul", {node("Sign", {value}), size});
    }
    return column_.knots.empty() ? value : line(value, line_back_through(column_.knots));
  }

  std::vector<Value> features(const Value& input) const {
    const Value is_missing = node("IsNaN", {input});
    const Value value =
        column_.substitute
            ? node("Where", {is_missing, number(static_cast<float>(*column_.substitute)), input})
            : input;
    std::vector<Value> features{is_categorical(column_.config) ? category(value) : transformed(value)};
    if (column_.config.indicator) features.push_back(as_number(is_missing));
    return features;
  }

 private:
  Value node(const std::string& op, const std::vector<Value>& inputs) const {
    return graph_.node(op, inputs);
  }
  Value number(float value) const { return graph_.constant(value); }
  Value as_number(const Value& truth) const { return graph_.node("Cast", {truth}, {{"to", number_type}}); }
  Value list(const std::string& name, const std::vector<float>& numbers) const {
    return graph_.constant(name, {1, std::ssize(numbers)}, numbers);
  }

  Value transformed(Value value) const {
    if (column_.config.clip) {
      value = node("Max", {value, number(static_cast<float>((*column_.config.clip)[0]))});
      value = node("Min", {value, number(static_cast<float>((*column_.config.clip)[1]))});
    }
    if (std::holds_alternative<LogTransform>(column_.config.transform)) {
      const Value size = node("Log", {node("Add", {node("Abs", {value}), number(1.0f)})});
      value = node("Mul", {node("Sign", {value}), size});
    }
    return column_.knots.empty() ? value : line(value, line_through(column_.knots));
  }

  // z₀ + Σ slope·(how far v has come in each segment).
  Value line(const Value& value, const std::vector<LineSegment>& segments) const {
    if (segments.size() == 1) return node("Add", {node("Sub", {value, value}), number(segments.front().z)});
    std::vector<float> from, to, slope;
    for (std::size_t k = 0; k + 1 < segments.size(); ++k) {
      from.push_back(segments[k].x);
      to.push_back(segments[k + 1].x);
      slope.push_back(segments[k].slope);
    }
    const Value start = list("preprocess.knots", from);
    const Value come =
        node("Sub", {node("Min", {node("Max", {value, start}), list("preprocess.knots", to)}), start});
    const Value slopes = graph_.constant("preprocess.slopes", {std::ssize(slope), 1}, slope);
    return node("Add", {node("MatMul", {come, slopes}), number(segments.front().z)});
  }

  Value category(const Value& value) const {
    const auto places = static_cast<float>(column_.categories.size());
    const auto known = static_cast<float>(column_.known_categories());
    const Value place = node("Floor", {value});
    const Value is_known =
        node("And", {node("GreaterOrEqual", {place, number(0.0f)}), node("Less", {place, number(known)})});
    // The place of a category, of all others the one behind the last.
    Value feature = node("Where", {is_known, node("Min", {place, number(places)}), number(places)});
    if (column_.is_one_hot()) {
      std::vector<float> numbers(column_.categories.size() + (column_.has_other ? 1 : 0));
      std::iota(numbers.begin(), numbers.end(), 0.0f);
      feature = as_number(node("Equal", {feature, list("preprocess.places", numbers)}));
    }
    const UnseenPolicy& unseen = column_.config.unseen;
    if (std::holds_alternative<IgnoreUnseen>(unseen) && column_.has_other)
      feature = node("Mul", {feature, as_number(is_known)});
    // Only a value that was missing and may not be is still NaN.
    const Value refused =
        std::holds_alternative<RefuseUnseen>(unseen)
            ? node("Where", {is_known, number(0.0f), number(std::numeric_limits<float>::quiet_NaN())})
            : node("Sub", {value, value});
    return node("Add", {feature, refused});
  }

  OnnxGraph& graph_;
  const FittedColumn& column_;
};

Value column_of(OnnxGraph& graph, const Value& values, std::size_t column) {
  const Value place = graph.constant("preprocess.column", {static_cast<std::int64_t>(column)});
  return graph.node("Gather", {values, place}, {{"axis", std::int64_t{1}}});
}

}  // namespace

Value onnx_encoding(OnnxGraph& graph, const InputEncoding& encoding, const Value& inputs) {
  std::vector<Value> all;
  for (std::size_t c = 0; c < encoding.columns.size(); ++c) {
    const Value input = column_of(graph, inputs, c);
    for (Value& feature : ColumnGraph(graph, encoding.columns[c]).features(input))
      all.push_back(std::move(feature));
  }
  return graph.node("Concat", all, {{"axis", std::int64_t{1}}});
}

Value onnx_decoding(OnnxGraph& graph, const std::vector<FittedColumn>& targets, const Value& values) {
  if (targets.empty()) return values;
  std::vector<Value> all;
  for (std::size_t k = 0; k < targets.size(); ++k)
    all.push_back(ColumnGraph(graph, targets[k]).decoded(column_of(graph, values, k)));
  return graph.node("Concat", all, {{"axis", std::int64_t{1}}});
}

}  // namespace mlp
