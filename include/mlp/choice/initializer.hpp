// How a layer's weights start.  Biases start at 0.
//
// Every draw is a pure function of (seed, layer, output unit, input), so no order of evaluation,
// thread or platform can change it (ARITHMETIC.md, A5).  fan_in = the layer's inputs, fan_out = its
// units.  For a layer without one, the default follows the activation: default_initializer().
//
// To add one: a struct here, its fill() in nn/initialisation.cpp, its name in the list.
#pragma once

#include <array>
#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"
#include "mlp/choice/activation.hpp"

namespace mlp {

// N(0, 2 / fan_in).  He et al. 2015.
struct HeNormal {
  static constexpr std::string_view name = "he_normal";
  static constexpr std::array<std::string_view, 1> aliases{"kaiming_normal"};
  static constexpr std::string_view help = "N(0, 2/fan_in), for relu  (He et al. 2015)";
  static void fields(auto&, auto&) {}
};

// U(−b, b), b = √(6 / fan_in).  He et al. 2015.
struct HeUniform {
  static constexpr std::string_view name = "he_uniform";
  static constexpr std::array<std::string_view, 1> aliases{"kaiming_uniform"};
  static constexpr std::string_view help = "U(-b, b), b = sqrt(6/fan_in), for relu  (He et al. 2015)";
  static void fields(auto&, auto&) {}
};

// N(0, 2 / (fan_in + fan_out)).  Glorot & Bengio 2010.
struct GlorotNormal {
  static constexpr std::string_view name = "glorot_normal";
  static constexpr std::array<std::string_view, 1> aliases{"xavier_normal"};
  static constexpr std::string_view help =
      "N(0, 2/(fan_in+fan_out)), for tanh and sigmoid  (Glorot & Bengio 2010)";
  static void fields(auto&, auto&) {}
};

// U(−b, b), b = √(6 / (fan_in + fan_out)).  Glorot & Bengio 2010.
struct GlorotUniform {
  static constexpr std::string_view name = "glorot_uniform";
  static constexpr std::array<std::string_view, 1> aliases{"xavier_uniform"};
  static constexpr std::string_view help =
      "U(-b, b), b = sqrt(6/(fan_in+fan_out)), for tanh and sigmoid  (Glorot & Bengio 2010)";
  static void fields(auto&, auto&) {}
};

// N(0, 1 / fan_in).  LeCun et al. 1998.
struct LecunNormal {
  static constexpr std::string_view name = "lecun_normal";
  static constexpr std::string_view help = "N(0, 1/fan_in)  (LeCun et al. 1998)";
  static void fields(auto&, auto&) {}
};

struct Zeros {
  static constexpr std::string_view name = "zeros";
  static constexpr std::string_view help = "every weight 0; fit for linear models only";
  static void fields(auto&, auto&) {}
};

struct Constant {
  static constexpr std::string_view name = "constant";
  static constexpr std::string_view help = "every weight the same value";
  double value = 0.01;
  static void fields(auto& self, auto& field) {
    field("value", self.value, at_least(-1e6).at_most(1e6), "the value of every weight");
  }
};

using Initializer =
    std::variant<HeNormal, HeUniform, GlorotNormal, GlorotUniform, LecunNormal, Zeros, Constant>;

// he_normal after relu and leaky_relu, glorot_uniform after everything else.
Initializer default_initializer(const Activation& activation);

}  // namespace mlp
