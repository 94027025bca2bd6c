#include "model/parameter_tensors.hpp"

#include <cstring>
#include <string>

namespace mlp {

std::vector<Index> shape_of(const ParameterTensor& tensor) {
  return tensor.is_weight ? std::vector{tensor.rows, tensor.columns} : std::vector{tensor.rows};
}

void add_parameter_tensors(std::string_view prefix, const ParameterLayout& layout, const float* buffer,
                           std::vector<TensorView>& tensors) {
  for (const ParameterTensor& tensor : layout.tensors) {
    tensors.push_back({.name = std::string(prefix) + tensor.name,
                       .type = TensorType::f32,
                       .shape = shape_of(tensor),
                       .bytes = bytes_of(buffer + tensor.offset, tensor.size())});
  }
}

void copy_parameter_tensors(const SafetensorsFile& file, std::string_view prefix,
                            const ParameterLayout& layout, float* buffer) {
  for (const ParameterTensor& tensor : layout.tensors) {
    const TensorView& view =
        file.tensor(std::string(prefix) + tensor.name, TensorType::f32, shape_of(tensor));
    std::memcpy(buffer + tensor.offset, view.bytes.data(), view.bytes.size());
  }
}

}  // namespace mlp
