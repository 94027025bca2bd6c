// The nonlinearity that ends a layer.
//
//   z   what the affine map produced     units × samples
//   a   f(z), what the next layer reads  units × samples
//
// To add one: a struct here, its name in the list, its value and slope in
// kernels/activations-inl.h and reference/activations.cpp.  Parsing, `mlp list` and the tests follow
// from the list.
#pragma once

#include <array>
#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"

namespace mlp {

// f(z) = z.
struct Identity {
  static constexpr std::string_view name = "identity";
  static constexpr std::array<std::string_view, 1> aliases{"linear"};
  static constexpr std::string_view help = "f(z) = z";
  static void fields(auto&, auto&) {}
};

// f(z) = max(0, z); slope 1 for z > 0, 0 otherwise (at 0 too).  Nair & Hinton 2010.
struct Relu {
  static constexpr std::string_view name = "relu";
  static constexpr std::string_view help = "f(z) = max(0, z)  (Nair & Hinton 2010)";
  static void fields(auto&, auto&) {}
};

// f(z) = z for z > 0, negative_slope·z otherwise.  Maas et al. 2013.
struct LeakyRelu {
  static constexpr std::string_view name = "leaky_relu";
  static constexpr std::string_view help =
      "f(z) = z for z > 0, negative_slope·z otherwise  (Maas et al. 2013)";
  double negative_slope = 0.01;
  static void fields(auto& self, auto& field) {
    field("negative_slope", self.negative_slope, at_least(0.0).at_most(1.0), "slope for negative inputs");
  }
};

// f(z) = 1 / (1 + e⁻ᶻ).
struct Sigmoid {
  static constexpr std::string_view name = "sigmoid";
  static constexpr std::array<std::string_view, 1> aliases{"logistic"};
  static constexpr std::string_view help = "f(z) = 1 / (1 + exp(-z))";
  static void fields(auto&, auto&) {}
};

// f(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ).
struct Tanh {
  static constexpr std::string_view name = "tanh";
  static constexpr std::string_view help = "f(z) = (exp(z) - exp(-z)) / (exp(z) + exp(-z))";
  static void fields(auto&, auto&) {}
};

// f(z)ᵢ = e^(zᵢ) / Σⱼ e^(zⱼ) over the units of a sample; for the output layer only.
struct Softmax {
  static constexpr std::string_view name = "softmax";
  static constexpr std::string_view help =
      "f(z)_i = exp(z_i) / sum_j exp(z_j), over the units; output layer only";
  static void fields(auto&, auto&) {}
};

// f(z) = z for z > 0, slope·z otherwise; each unit learns its slope, the tensor layers.N.slope, from
// initial_slope.  He et al. 2015.
struct Prelu {
  static constexpr std::string_view name = "prelu";
  static constexpr std::string_view help =
      "f(z) = z for z > 0, slope·z otherwise; each unit learns its slope  (He et al. 2015)";
  double initial_slope = 0.25;
  static void fields(auto& self, auto& field) {
    field("initial_slope", self.initial_slope, at_least(-1.0).at_most(1.0),
          "slope for negative inputs, at first");
  }
};

using Activation = std::variant<Relu, Identity, LeakyRelu, Sigmoid, Tanh, Softmax, Prelu>;

}  // namespace mlp
