// A graph of ONNX operators while it is put together, and its file: opset 17, IR version 8.
//
// Values are known by their names, which nodes make up from the scope that is set and their operator:
// "layers.0.gemm", "layers.0.relu".  Tensors of numbers are [batch, columns]; the batch is symbolic.
//
// The messages and their field numbers are those of onnx.proto (github.com/onnx/onnx).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "io/protobuf.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

struct OnnxAttribute {
  std::string name;
  std::variant<std::int64_t, float, std::vector<std::int64_t>> value;
};

class OnnxGraph {
 public:
  using Value = std::string;

  // What the names of the next values begin with.
  void set_scope(const std::string& scope) { scope_ = scope; }

  // The graph's input, [batch, columns] of float.
  Value input(const std::string& name, Index columns);

  Value constant(const std::string& name, const std::vector<Index>& shape, std::span<const float> numbers);
  Value constant(const std::string& name, const std::vector<std::int64_t>& integers);
  // A single number, which goes with tensors of any shape.
  Value constant(float number);

  // Adds a node of one output.
  Value node(const std::string& op, const std::vector<Value>& inputs,
             const std::vector<OnnxAttribute>& attributes = {});

  // Outputs of the graph: [batch, columns] of float, [batch] of int64.
  void output(const std::string& name, const Value& value, Index columns);
  void class_output(const std::string& name, const Value& value);

  // The whole file.  Throws DataError when it is larger than ONNX files can be, 2 GiB.
  std::string file(const std::map<std::string, std::string>& metadata) const;

 private:
  Value unused_name(const std::string& name);
  Value add_tensor(const std::string& name, const std::vector<Index>& shape, std::int64_t type,
                   std::string_view bytes);
  void rename(const Value& value, const std::string& name);

  std::string scope_;
  std::set<std::string> names_;
  ProtobufMessage graph_;
};

}  // namespace mlp
