// Weights that PyTorch has trained, as a safetensors file of an nn.Sequential's state_dict().
//
//   0.weight, 0.bias                       Linear     [units, inputs], [units]; without bias: zeros
//   1.weight, 1.bias                       LayerNorm, BatchNorm1d: gain, shift (absent of BatchNorm1d: 1, 0)
//   1.running_mean, 1.running_var          BatchNorm1d
//   1.weight                               RMSNorm: gain
//   2.weight                               PReLU      [units], or [1] for all
//
// Modules are taken in the order of their names, numbers as numbers (2 before 10), for the layers of an
// architecture from below: Linear, then its normalization, then its learned slopes.  What stands before the
// last dot is a module's name.  Types F32, F64, F16 and BF16; num_batches_tracked is left alone.
#pragma once

#include <filesystem>

#include "mlp/base/memory.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {

// The parameters, by ParameterLayout(architecture).  Throws IoError, CorruptFile where the file is damaged or
// holds numbers that are not finite, ConfigError that names tensor, expected and found where the file's
// modules are not the architecture's layers.
FlatBuffer<float> read_torch_weights(const std::filesystem::path& path, const Architecture& architecture);

}  // namespace mlp
