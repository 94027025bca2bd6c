// The texts of c_functions.hpp, a table a file.
#pragma once

#include <span>
#include <string_view>

namespace mlp {

struct CFunctionText {
  std::string_view name;
  std::string_view text;  // one or more definitions; it calls what stands before it
};

// Numbers: bits, fused multiply-add, root, exponential, logarithm, sine, the scaled erfc.
std::span<const CFunctionText> c_number_functions();
// Activations of a number.
std::span<const CFunctionText> c_activation_functions();
// What works on all units of a layer.
std::span<const CFunctionText> c_layer_functions();

}  // namespace mlp
