// A model as one JSON text, for programs that read nothing else.
//
//   {"format": "mlp-json", "version": "0.1.0", "arithmetic": 1,
//    "model": {"architecture": {"layers": […], …}, "loss": …, "input_names": […], "class_labels": […], …},
//    "tensors": {"layers.0.weight": [[…], …], "layers.0.bias": […], "preprocess.inputs.shift": […], …}}
//
// A number is the shortest decimal that reads back to the same float.
#pragma once

#include <string>
#include <string_view>

#include "mlp/model/model.hpp"

namespace mlp {

// Throws DataError when a name or label is not UTF-8.
std::string json_export(const Model& model);

// `model` with the numbers that `text`, an export of it, holds.  Throws CorruptFile where that is no export
// of a model of this description.
Model read_json_export(std::string_view text, const Model& model);

}  // namespace mlp
