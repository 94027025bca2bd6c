#include "model/exports/onnx_graph.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <optional>

#include "io/safetensors.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/version.hpp"

namespace mlp {
namespace {

constexpr std::int64_t ir_version = 8, opset_version = 17;

// TensorProto.DataType
constexpr std::int64_t float_type = 1, int64_type = 7;

// The fields that are written, by message.
namespace model_field {
constexpr int ir_version = 1, producer_name = 2, producer_version = 3, graph = 7, opset_import = 8,
              metadata_props = 14;
}
namespace graph_field {
constexpr int node = 1, name = 2, initializer = 5, input = 11, output = 12;
}
namespace node_field {
constexpr int input = 1, output = 2, name = 3, op_type = 4, attribute = 5;
}
namespace attribute_field {
constexpr int name = 1, f = 2, i = 3, ints = 8, type = 20;
constexpr std::int64_t is_float = 1, is_int = 2, is_ints = 7;
}  // namespace attribute_field
namespace tensor_field {
constexpr int dims = 1, data_type = 2, name = 8, raw_data = 9;
}

// ValueInfoProto; without `columns`, [batch].
ProtobufMessage value_info(const std::string& name, std::int64_t type, std::optional<Index> columns) {
  constexpr int dim = 1, dim_value = 1, dim_param = 2;
  ProtobufMessage shape;
  shape.add(dim, ProtobufMessage().add(dim_param, "batch"));
  if (columns) shape.add(dim, ProtobufMessage().add(dim_value, std::int64_t{*columns}));
  constexpr int elem_type = 1, tensor_shape = 2, tensor_type = 1, value_name = 1, value_type = 2;
  const ProtobufMessage tensor = ProtobufMessage().add(elem_type, type).add(tensor_shape, shape);
  return ProtobufMessage().add(value_name, name).add(value_type, ProtobufMessage().add(tensor_type, tensor));
}

struct AttributeWriter {
  ProtobufMessage& message;

  void operator()(std::int64_t value) const {
    message.add(attribute_field::i, value).add(attribute_field::type, attribute_field::is_int);
  }
  void operator()(float value) const {
    message.add(attribute_field::f, value).add(attribute_field::type, attribute_field::is_float);
  }
  void operator()(const std::vector<std::int64_t>& values) const {
    for (const std::int64_t value : values) message.add(attribute_field::ints, value);
    message.add(attribute_field::type, attribute_field::is_ints);
  }
};

}  // namespace

OnnxGraph::Value OnnxGraph::unused_name(const std::string& name) {
  std::string unused = name;
  for (int number = 2; !names_.insert(unused).second; ++number) unused = name + "_" + std::to_string(number);
  return unused;
}

OnnxGraph::Value OnnxGraph::input(const std::string& name, Index columns) {
  graph_.add(graph_field::input, value_info(name, float_type, columns));
  return unused_name(name);
}

OnnxGraph::Value OnnxGraph::add_tensor(const std::string& name, const std::vector<Index>& shape,
                                       std::int64_t type, std::string_view bytes) {
  const Value value = unused_name(name);
  ProtobufMessage tensor;
  for (const Index extent : shape) tensor.add(tensor_field::dims, std::int64_t{extent});
  tensor.add(tensor_field::data_type, type).add(tensor_field::name, value);
  graph_.add(graph_field::initializer, tensor.add(tensor_field::raw_data, bytes));
  return value;
}

OnnxGraph::Value OnnxGraph::constant(const std::string& name, const std::vector<Index>& shape,
                                     std::span<const float> numbers) {
  return add_tensor(name, shape, float_type, bytes_of(numbers.data(), std::ssize(numbers)));
}

OnnxGraph::Value OnnxGraph::constant(const std::string& name, const std::vector<std::int64_t>& integers) {
  return add_tensor(name, {std::ssize(integers)}, int64_type,
                    bytes_of(integers.data(), std::ssize(integers)));
}

OnnxGraph::Value OnnxGraph::constant(float number) {
  return constant(scope_ + ".constant", {}, std::span(&number, 1));
}

OnnxGraph::Value OnnxGraph::node(const std::string& op, const std::vector<Value>& inputs,
                                 const std::vector<OnnxAttribute>& attributes) {
  std::string lower = op;
  std::transform(op.begin(), op.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const Value value = unused_name(scope_ + "." + lower);
  ProtobufMessage node;
  for (const Value& each : inputs) node.add(node_field::input, each);
  node.add(node_field::output, value).add(node_field::name, value).add(node_field::op_type, op);
  for (const OnnxAttribute& each : attributes) {
    ProtobufMessage attribute;
    attribute.add(attribute_field::name, each.name);
    std::visit(AttributeWriter{attribute}, each.value);
    node.add(node_field::attribute, attribute);
  }
  graph_.add(graph_field::node, node);
  return value;
}

void OnnxGraph::rename(const Value& value, const std::string& name) {
  graph_.add(graph_field::node, ProtobufMessage()
                                    .add(node_field::input, value)
                                    .add(node_field::output, name)
                                    .add(node_field::name, name)
                                    .add(node_field::op_type, "Identity"));
}

void OnnxGraph::output(const std::string& name, const Value& value, Index columns) {
  rename(value, name);
  graph_.add(graph_field::output, value_info(name, float_type, columns));
}

void OnnxGraph::class_output(const std::string& name, const Value& value) {
  rename(value, name);
  graph_.add(graph_field::output, value_info(name, int64_type, std::nullopt));
}

std::string OnnxGraph::file(const std::map<std::string, std::string>& metadata) const {
  ProtobufMessage graph = graph_;
  graph.add(graph_field::name, "mlp");
  constexpr int opset_domain = 1, opset_number = 2, entry_key = 1, entry_value = 2;
  ProtobufMessage model;
  model.add(model_field::ir_version, ir_version)
      .add(model_field::producer_name, "mlp")
      .add(model_field::producer_version, version())
      .add(model_field::graph, graph)
      .add(model_field::opset_import,
           ProtobufMessage().add(opset_domain, "").add(opset_number, opset_version));
  for (const auto& [key, value] : metadata) {
    model.add(model_field::metadata_props, ProtobufMessage().add(entry_key, key).add(entry_value, value));
  }
  constexpr std::size_t largest = std::numeric_limits<std::int32_t>::max();
  if (model.bytes().size() > largest) {
    throw DataError(
        "the model as ONNX: expected at most 2147483647 bytes, got " + std::to_string(model.bytes().size()),
        "protobuf files can be no larger; npy, c and safetensors can");
  }
  return std::string(model.bytes());
}

}  // namespace mlp
