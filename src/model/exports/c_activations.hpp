// The activations as calls of functions in an exported C file.
//
// To add one: its text in c_activation_functions.cpp, its call in c_activations.cpp; the compiler asks for
// it.
#pragma once

#include <string>

#include "mlp/nn/architecture.hpp"
#include "model/exports/c_text.hpp"

namespace mlp {

// Adds statements that activate the layer's values, which stand in the array `values`; `slopes` is the array
// of what prelu has learned.
void add_c_activation(CText& text, const Layer& layer, const std::string& values, const std::string& slopes);

}  // namespace mlp
