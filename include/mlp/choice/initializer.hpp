// How a layer's weights start.  Biases start at 0.
//
// Every draw is a pure function of (seed, layer, output unit, input), so no order of evaluation,
// thread or platform can change it (ARITHMETIC.md, A5).  fan_in = the layer's inputs, fan_out = its
// units.  With "gain": "activation" lecun_normal is what He et al. 2015 derive for any activation, as relu's
// gain is √2.  For a layer without one, the default follows the activation: default_initializer().
//
// To add one: a struct here, its fill() in nn/initialisation.cpp, its name in the list.
// (orthogonal makes all rows together: nn/orthogonal.hpp.)
#pragma once

#include <array>
#include <string_view>
#include <variant>

#include "mlp/base/export.hpp"
#include "mlp/base/fields.hpp"
#include "mlp/choice/activation.hpp"
#include "mlp/choice/gain.hpp"

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

// N(0, gain²·2 / (fan_in + fan_out)).  Glorot & Bengio 2010.
struct GlorotNormal {
  static constexpr std::string_view name = "glorot_normal";
  static constexpr std::array<std::string_view, 1> aliases{"xavier_normal"};
  static constexpr std::string_view help =
      "N(0, 2/(fan_in+fan_out)), for tanh and sigmoid  (Glorot & Bengio 2010)";
  Gain gain = NumberGain{};
  static void fields(auto& self, auto& field) { gain_field(self, field); }
};

// U(−b, b), b = gain·√(6 / (fan_in + fan_out)).  Glorot & Bengio 2010.
struct GlorotUniform {
  static constexpr std::string_view name = "glorot_uniform";
  static constexpr std::array<std::string_view, 1> aliases{"xavier_uniform"};
  static constexpr std::string_view help =
      "U(-b, b), b = sqrt(6/(fan_in+fan_out)), for tanh and sigmoid  (Glorot & Bengio 2010)";
  Gain gain = NumberGain{};
  static void fields(auto& self, auto& field) { gain_field(self, field); }
};

// N(0, gain² / fan_in).  LeCun et al. 1998.
struct LecunNormal {
  static constexpr std::string_view name = "lecun_normal";
  static constexpr std::string_view help = "N(0, 1/fan_in)  (LeCun et al. 1998)";
  Gain gain = NumberGain{};
  static void fields(auto& self, auto& field) { gain_field(self, field); }
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

struct Ones {
  static constexpr std::string_view name = "ones";
  static constexpr std::string_view help = "every weight 1; fit for tests only";
  static void fields(auto&, auto&) {}
};

// U(low, high), with Keras's defaults.
struct Uniform {
  static constexpr std::string_view name = "uniform";
  static constexpr std::array<std::string_view, 1> aliases{"random_uniform"};
  static constexpr std::string_view help = "U(low, high), whatever the layer's size";
  double low = -0.05;
  double high = 0.05;
  static void fields(auto& self, auto& field) {
    field("low", self.low, at_least(-1e6).at_most(1e6), "the least weight");
    field("high", self.high, at_least(-1e6).at_most(1e6), "the bound above all weights, above low");
  }
};

// N(mean, stddev²), with Keras's defaults.
struct Normal {
  static constexpr std::string_view name = "normal";
  static constexpr std::array<std::string_view, 1> aliases{"random_normal"};
  static constexpr std::string_view help = "N(mean, stddev^2), whatever the layer's size";
  double mean = 0.0;
  double stddev = 0.05;
  static void fields(auto& self, auto& field) {
    field("mean", self.mean, at_least(-1e6).at_most(1e6), "the expected weight");
    field("stddev", self.stddev, at_least(0.0).at_most(1e6), "the standard deviation");
  }
};

// N(mean, stddev²), what is further than 2·stddev from the mean drawn again; with Keras's defaults.
struct TruncatedNormal {
  static constexpr std::string_view name = "truncated_normal";
  static constexpr std::string_view help = "N(mean, stddev^2), drawn again beyond 2·stddev from the mean";
  double mean = 0.0;
  double stddev = 0.05;
  static void fields(auto& self, auto& field) {
    field("mean", self.mean, at_least(-1e6).at_most(1e6), "the expected weight");
    field("stddev", self.stddev, at_least(0.0).at_most(1e6), "the standard deviation before the cut");
  }
};

// U(−b, b), b = gain·√(3 / fan_in).  LeCun et al. 1998.
struct LecunUniform {
  static constexpr std::string_view name = "lecun_uniform";
  static constexpr std::string_view help = "U(-b, b), b = sqrt(3/fan_in)  (LeCun et al. 1998)";
  Gain gain = NumberGain{};
  static void fields(auto& self, auto& field) { gain_field(self, field); }
};

// gain·Q, the rows of Q orthonormal, or its columns where there are fewer: what Gram and Schmidt make of a
// matrix of N(0, 1), so that every such Q is equally likely.  Saxe et al. 2014.
struct Orthogonal {
  static constexpr std::string_view name = "orthogonal";
  static constexpr std::string_view help =
      "gain times a random matrix with orthonormal rows or columns  (Saxe et al. 2014)";
  Gain gain = NumberGain{};
  static void fields(auto& self, auto& field) { gain_field(self, field); }
};

// N(0, stddev²) for `nonzero` inputs of each unit, drawn without repetition, 0 for the others.  Martens 2010.
struct Sparse {
  static constexpr std::string_view name = "sparse";
  static constexpr std::string_view help =
      "N(0, stddev^2) for some random inputs of each unit, 0 for the others  (Martens 2010)";
  int nonzero = 15;
  double stddev = 1.0;
  static void fields(auto& self, auto& field) {
    field("nonzero", self.nonzero, at_least(1).at_most(1 << 24),
          "inputs of a unit that are not 0, if it has so many");
    field("stddev", self.stddev, at_least(0.0).at_most(1e6), "the standard deviation of those");
  }
};

using Initializer =
    std::variant<HeNormal, HeUniform, GlorotNormal, GlorotUniform, LecunNormal, Zeros, Constant, Ones,
                 Uniform, Normal, TruncatedNormal, LecunUniform, Orthogonal, Sparse>;

// What the activation's `initial_weights` says, glorot_uniform where it says nothing.
MLP_API Initializer default_initializer(const Activation& activation);

}  // namespace mlp
