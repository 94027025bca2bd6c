// The C functions that an exported network is made of: the same sequences of exactly rounded operations as
// the kernels' (ARITHMETIC.md, A1 and A4), a number at a time, without a library.
//
//   mlp_fused, mlp_flush, mlp_sqrt, mlp_exp, mlp_log1p, …     kernels/functions-inl.h and its kin
//   mlp_relu, mlp_gelu, …                                     kernels/…_activations-inl.h
//   mlp_affine, mlp_softmax, mlp_layer_norm, …                over the units of a layer
//
// A file holds only those that it calls, and what they call: a compiler warns of others.
//
// To add one: its text in the table that it belongs to (c_number_functions.cpp, c_activation_functions.cpp or
// c_layer_functions.cpp), behind those that it calls.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace mlp {

// The text of these functions and all that they call, in an order that C accepts.
// REQUIRES: the names are names of functions here.
std::string c_functions(const std::set<std::string, std::less<>>& names);

}  // namespace mlp
