// Parameters, and other buffers that are laid out like them, as tensors of a safetensors file.  What
// the model file and the checkpoint share.
#pragma once

#include <string_view>
#include <vector>

#include "io/safetensors.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {

// [units, inputs] of a weight, [units] of a bias.
std::vector<Index> shape_of(const ParameterTensor& tensor);

// Appends a view of each tensor in `buffer`, called PREFIXlayers.0.weight and so on.  The views must
// not outlive the buffer.
void add_parameter_tensors(std::string_view prefix, const ParameterLayout& layout, const float* buffer,
                           std::vector<TensorView>& tensors);

// Copies them back.  Throws CorruptFile where one is missing or has another shape.
// REQUIRES: `buffer` has layout.size floats.
void copy_parameter_tensors(const SafetensorsFile& file, std::string_view prefix,
                            const ParameterLayout& layout, float* buffer);

}  // namespace mlp
