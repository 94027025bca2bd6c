// A model as a folder of NumPy arrays: layers.0.weight.npy, layers.0.bias.npy, preprocess.inputs.shift.npy,
// …, and model.json, which says in words what the network is (model/model_description.hpp).
#pragma once

#include <filesystem>
#include <string_view>

#include "mlp/model/model.hpp"

namespace mlp {

inline constexpr std::string_view npy_description_file = "model.json";

// Makes the folder where there is none; files of these names in it are replaced.  Throws IoError, or
// DataError when a name or label is not UTF-8.
void npy_export(const Model& model, const std::filesystem::path& folder);

// `model` with the numbers that the folder, an export of it, holds.  Throws IoError, or CorruptFile where
// that is no export of a model of this description.
Model read_npy_export(const std::filesystem::path& folder, const Model& model);

}  // namespace mlp
