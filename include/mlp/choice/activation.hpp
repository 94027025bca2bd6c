// The nonlinearity that ends a layer.
//
//   z   what the affine map produced     units × samples
//   a   f(z), what the next layer reads  units × samples
//
// To add one: a struct here, its name in the list, its value and slope in a header that
// kernels/activations-inl.h includes and in reference/activations.cpp.  Parsing, `mlp list` and the
// tests follow from the list; so do the plots and facts of `mlp activations`.  A struct says in words what it
// computes (help), what it is good for (use) and whose it is (source, where there is a paper).  Three members
// are written only where they apply:
//
//   static constexpr InitialWeights initial_weights = …   how the weights before it should start
//   static constexpr bool mixes_units = true              f(z) of a unit depends on the others
//   double initial_gain() const                           see initial_gain() below; 1 where nothing is said
#pragma once

#include <array>
#include <cmath>
#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"
#include "mlp/choice/custom_activation.hpp"

namespace mlp {

// f(z) = z.
struct Identity {
  static constexpr std::string_view name = "identity";
  static constexpr std::array<std::string_view, 1> aliases{"linear"};
  static constexpr std::string_view help = "f(z) = z";
  static constexpr std::string_view use =
      "the output of a regression; as a hidden layer it adds nothing that one matrix could not do";
  static void fields(auto&, auto&) {}
};

// f(z) = max(0, z); slope 1 for z > 0, 0 otherwise (at 0 too).  Nair & Hinton 2010.
struct Relu {
  static constexpr std::string_view name = "relu";
  static constexpr InitialWeights initial_weights = InitialWeights::he_normal;
  static constexpr std::string_view help = "f(z) = max(0, z)";
  static constexpr std::string_view source = "Nair & Hinton 2010";
  static constexpr std::string_view use =
      "the first choice for hidden layers: cheap, never saturates above 0, gives exact zeros; a unit below 0 "
      "for every row is dead, it learns no more";
  double initial_gain() const { return std::sqrt(2.0); }
  static void fields(auto&, auto&) {}
};

// f(z) = z for z > 0, negative_slope·z otherwise.  Maas et al. 2013.
struct LeakyRelu {
  static constexpr std::string_view name = "leaky_relu";
  static constexpr InitialWeights initial_weights = InitialWeights::he_normal;
  static constexpr std::string_view help = "f(z) = z for z > 0, negative_slope·z otherwise";
  static constexpr std::string_view source = "Maas et al. 2013";
  static constexpr std::string_view use =
      "relu where units die: below 0 a little of the gradient still passes";
  double negative_slope = 0.01;
  double initial_gain() const { return std::sqrt(2.0 / (1.0 + negative_slope * negative_slope)); }
  static void fields(auto& self, auto& field) {
    field("negative_slope", self.negative_slope, at_least(0.0).at_most(1.0), "slope for negative inputs");
  }
};

// f(z) = 1 / (1 + e⁻ᶻ).
struct Sigmoid {
  static constexpr std::string_view name = "sigmoid";
  static constexpr std::array<std::string_view, 1> aliases{"logistic"};
  static constexpr std::string_view help = "f(z) = 1 / (1 + exp(-z))";
  static constexpr std::string_view source = "Rumelhart et al. 1986";
  static constexpr std::string_view use =
      "an output that is a probability; in hidden layers its slope, 1/4 at most, makes gradients vanish with "
      "depth";
  static void fields(auto&, auto&) {}
};

// f(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ).
struct Tanh {
  static constexpr std::string_view name = "tanh";
  static constexpr std::string_view help = "f(z) = (exp(z) - exp(-z)) / (exp(z) + exp(-z))";
  static constexpr std::string_view source = "LeCun et al. 1998";
  static constexpr std::string_view use =
      "hidden layers of shallow networks, with outputs around 0; saturates on both sides";
  double initial_gain() const { return 5.0 / 3.0; }  // as PyTorch has it
  static void fields(auto&, auto&) {}
};

// f(z)ᵢ = e^(zᵢ) / Σⱼ e^(zⱼ) over the units of a sample; for the output layer only.
struct Softmax {
  static constexpr std::string_view name = "softmax";
  static constexpr bool mixes_units = true;
  static constexpr std::string_view help =
      "f(z)_i = exp(z_i) / sum_j exp(z_j), over the units; output layer only";
  static constexpr std::string_view source = "Bridle 1990";
  static constexpr std::string_view use =
      "the output for one class out of several: probabilities that sum to 1";
  static void fields(auto&, auto&) {}
};

// Those below are as PyTorch defines them, with its defaults, where it has them.

// f(z) = min(max(0, z), 6); slope 0 at both ends.  Krizhevsky 2010.
struct Relu6 {
  static constexpr std::string_view name = "relu6";
  static constexpr std::string_view help = "f(z) = min(max(0, z), 6)";
  static constexpr std::string_view source = "Krizhevsky 2010";
  static constexpr std::string_view use = "relu for arithmetic of few bits: no output is above 6";
  static constexpr InitialWeights initial_weights = InitialWeights::he_normal;
  double initial_gain() const { return 1.4142135650950736; }
  static void fields(auto&, auto&) {}
};

// f(z) = z for z > 0, alpha·(eᶻ − 1) otherwise.  Clevert et al. 2016.
struct Elu {
  static constexpr std::string_view name = "elu";
  static constexpr std::string_view help = "f(z) = z for z > 0, alpha·(exp(z) - 1) otherwise";
  static constexpr std::string_view source = "Clevert et al. 2016";
  static constexpr std::string_view use =
      "relu without dead units and with outputs nearer to a mean of 0, at the price of an exp";
  static constexpr InitialWeights initial_weights = InitialWeights::he_normal;
  double alpha = 1.0;
  double initial_gain() const { return 1.0 / std::sqrt(0.5 + alpha * alpha * 0.1449454174929239); }
  static void fields(auto& self, auto& field) {
    field("alpha", self.alpha, at_least(0.0).at_most(1e6), "minus the limit for z to -inf");
  }
};

// f(z) = z for z > 0, alpha·(e^(z/alpha) − 1) otherwise: an elu whose slope does not jump at 0.  Barron 2017.
struct Celu {
  static constexpr std::string_view name = "celu";
  static constexpr std::string_view help = "f(z) = z for z > 0, alpha·(exp(z/alpha) - 1) otherwise";
  static constexpr std::string_view source = "Barron 2017";
  static constexpr std::string_view use = "elu whose slope does not jump at 0, whatever alpha is";
  static constexpr InitialWeights initial_weights = InitialWeights::he_normal;
  double alpha = 1.0;
  double initial_gain() const { return 1.2451983007007066; }  // for alpha = 1
  static void fields(auto& self, auto& field) {
    field("alpha", self.alpha, at_least(1e-6).at_most(1e6), "minus the limit for z to -inf");
  }
};

// f(z) = s·z for z > 0, s·α·(eᶻ − 1) otherwise, s = 1.0507…, α = 1.6732…: keeps mean 0 and variance 1
// from layer to layer with lecun_normal weights.  Klambauer et al. 2017.
struct Selu {
  static constexpr std::string_view name = "selu";
  static constexpr std::string_view help = "f(z) = 1.0507·(z for z > 0, 1.6733·(exp(z) - 1) otherwise)";
  static constexpr std::string_view source = "Klambauer et al. 2017";
  static constexpr std::string_view use =
      "many plain layers without normalization, with lecun_normal weights and alpha_dropout";
  static constexpr InitialWeights initial_weights = InitialWeights::lecun_normal;
  double initial_gain() const { return 0.75; }  // as PyTorch has it
  static void fields(auto&, auto&) {}
};

// f(z) = z·Φ(z), Φ the distribution function of N(0, 1); approximate: z·σ(2u), the same as
// z·(1 + tanh u)/2, with u = √(2/π)·(z + 0.044715·z³).  Hendrycks & Gimpel 2016.
struct Gelu {
  static constexpr std::string_view name = "gelu";
  static constexpr std::string_view help = "f(z) = z·P(X <= z) for X of N(0, 1)";
  static constexpr std::string_view source = "Hendrycks & Gimpel 2016";
  static constexpr std::string_view use =
      "transformers and wide hidden layers; smooth, and lets a little through below 0";
  static constexpr InitialWeights initial_weights = InitialWeights::he_normal;
  bool approximate = false;
  double initial_gain() const { return approximate ? 1.533580521666147 : 1.5335304411955353; }
  static void fields(auto& self, auto& field) {
    field("approximate", self.approximate, anything,
          "z·(1 + tanh(sqrt(2/pi)·(z + 0.044715·z^3)))/2 instead, as BERT and GPT-2 have it");
  }
};

// f(z) = z·σ(z).  Elfwing et al. 2018; Ramachandran et al. 2017, as swish.
struct Silu {
  static constexpr std::string_view name = "silu";
  static constexpr std::array<std::string_view, 1> aliases{"swish"};
  static constexpr std::string_view help = "f(z) = z·sigmoid(z)";
  static constexpr std::string_view source = "Elfwing et al. 2018";
  static constexpr std::string_view use = "deep networks; smooth as gelu is, and cheaper";
  static constexpr InitialWeights initial_weights = InitialWeights::he_normal;
  double initial_gain() const { return 1.6765324703310913; }
  static void fields(auto&, auto&) {}
};

// f(z) = z·tanh(log(1 + eᶻ)).  Misra 2019.
struct Mish {
  static constexpr std::string_view name = "mish";
  static constexpr std::string_view help = "f(z) = z·tanh(log(1 + exp(z)))";
  static constexpr std::string_view source = "Misra 2019";
  static constexpr std::string_view use = "deep networks; close to silu, smoother and dearer";
  static constexpr InitialWeights initial_weights = InitialWeights::he_normal;
  double initial_gain() const { return 1.4868475812732078; }
  static void fields(auto&, auto&) {}
};

// f(z) = log(1 + e^(beta·z)) / beta; z itself where beta·z > threshold.  Dugas et al. 2001.
struct Softplus {
  static constexpr std::string_view name = "softplus";
  static constexpr std::string_view help = "f(z) = log(1 + exp(beta·z)) / beta";
  static constexpr std::string_view source = "Dugas et al. 2001";
  static constexpr std::string_view use =
      "an output that must be above 0, as a rate or a scale; a relu without its corner";
  double beta = 1.0;
  double threshold = 20.0;
  double initial_gain() const { return 1.0418668355353016; }  // for beta = 1
  static void fields(auto& self, auto& field) {
    field("beta", self.beta, at_least(1e-3).at_most(1e3), "how sharp the bend at 0 is");
    field("threshold", self.threshold, at_least(0.0).at_most(1e6), "f(z) = z where beta·z is above it");
  }
};

// f(z) = z / (1 + |z|).  Bergstra et al. 2009.
struct Softsign {
  static constexpr std::string_view name = "softsign";
  static constexpr std::string_view help = "f(z) = z / (1 + |z|)";
  static constexpr std::string_view source = "Bergstra et al. 2009";
  static constexpr std::string_view use =
      "tanh with gentler ends: its slope fades as 1/z^2 does, not as exp(-2z)";
  double initial_gain() const { return 2.3375333631085393; }
  static void fields(auto&, auto&) {}
};

// f(z) = min(max(min_value, z), max_value); slope 0 at both ends.  Collobert 2004.
struct HardTanh {
  static constexpr std::string_view name = "hard_tanh";
  static constexpr std::string_view help = "f(z) = min(max(min_value, z), max_value)";
  static constexpr std::string_view source = "Collobert 2004";
  static constexpr std::string_view use = "tanh where an exp is too dear; exactly flat beyond its bounds";
  double min_value = -1.0;
  double max_value = 1.0;
  double initial_gain() const { return 1.3920361404483095; }  // for bounds of -1 and 1
  static void fields(auto& self, auto& field) {
    field("min_value", self.min_value, at_least(-1e6).at_most(1e6), "the least output");
    field("max_value", self.max_value, at_least(-1e6).at_most(1e6), "the greatest output, above min_value");
  }
};

// f(z) = min(max(0, z/6 + 1/2), 1); slope 0 at both ends.  Howard et al. 2019.  (Courbariaux et al. 2015
// have z/5 instead; so had Keras before 3.)
struct HardSigmoid {
  static constexpr std::string_view name = "hard_sigmoid";
  static constexpr std::string_view help = "f(z) = min(max(0, z/6 + 1/2), 1)";
  static constexpr std::string_view source = "Howard et al. 2019";
  static constexpr std::string_view use =
      "sigmoid where an exp is too dear, as in gates; exactly flat below -3 and above 3";
  double initial_gain() const { return 1.8978404247295588; }
  static void fields(auto&, auto&) {}
};

// f(z) = z·min(max(0, z/6 + 1/2), 1); slope 0 at −3, 1 at 3.  Howard et al. 2019.
struct HardSwish {
  static constexpr std::string_view name = "hard_swish";
  static constexpr std::array<std::string_view, 1> aliases{"hard_silu"};
  static constexpr std::string_view help = "f(z) = z·min(max(0, z/6 + 1/2), 1)";
  static constexpr std::string_view source = "Howard et al. 2019";
  static constexpr std::string_view use = "silu where an exp is too dear, as on phones";
  static constexpr InitialWeights initial_weights = InitialWeights::he_normal;
  double initial_gain() const { return 1.7366572127665416; }
  static void fields(auto&, auto&) {}
};

// f(z) = log σ(z) = −log(1 + e⁻ᶻ).
struct LogSigmoid {
  static constexpr std::string_view name = "log_sigmoid";
  static constexpr std::string_view help = "f(z) = -log(1 + exp(-z))";
  static constexpr std::string_view use = "an output that is the logarithm of a probability";
  double initial_gain() const { return 1.0418668355353016; }
  static void fields(auto&, auto&) {}
};

// f(z) = eᶻ, as Keras has it.  (PyTorch has no layer for this one and the next three.)
struct Exponential {
  static constexpr std::string_view name = "exponential";
  static constexpr std::string_view help = "f(z) = exp(z)";
  static constexpr std::string_view use =
      "an output that must be above 0 and spans orders of magnitude; overflows above 88";
  double initial_gain() const { return 0.36787944117144233; }
  static void fields(auto&, auto&) {}
};

// f(z) = sin z.  Sitzmann et al. 2020, without their frequency: scale the inputs.
struct Sine {
  static constexpr std::string_view name = "sine";
  static constexpr std::string_view help = "f(z) = sin(z)";
  static constexpr std::string_view source = "Sitzmann et al. 2020";
  static constexpr std::string_view use =
      "images and other signals as functions of coordinates; it rises and falls for ever, so scale the "
      "inputs with care";
  double initial_gain() const { return 1.520866623178815; }
  static void fields(auto&, auto&) {}
};

// f(z) = e^(−z²).
struct Gaussian {
  static constexpr std::string_view name = "gaussian";
  static constexpr std::string_view help = "f(z) = exp(-z^2)";
  static constexpr std::string_view source = "Broomhead & Lowe 1988";
  static constexpr std::string_view use =
      "units that answer near one place only, as radial basis functions do";
  double initial_gain() const { return 1.4953487812212205; }
  static void fields(auto&, auto&) {}
};

// f(z) = max(0, z)².  So et al. 2021.
struct SquaredRelu {
  static constexpr std::string_view name = "squared_relu";
  static constexpr std::string_view help = "f(z) = max(0, z)^2";
  static constexpr std::string_view source = "So et al. 2021";
  static constexpr std::string_view use =
      "transformers; sparse as relu, but its slope grows with z: keep weights small";
  static constexpr InitialWeights initial_weights = InitialWeights::he_normal;
  double initial_gain() const { return 0.8164965809277259; }
  static void fields(auto&, auto&) {}
};

// f(z)ᵢ = zᵢ − log Σⱼ e^(zⱼ) over the units of a sample; for the output layer only.
struct LogSoftmax {
  static constexpr std::string_view name = "log_softmax";
  static constexpr std::string_view help =
      "f(z)_i = z_i - log(sum_j exp(z_j)), over the units; output layer only";
  static constexpr std::string_view use = "the output where logarithms of probabilities are wanted";
  static constexpr bool mixes_units = true;
  static void fields(auto&, auto&) {}
};

// f(z) = z for z > 0, slope·z otherwise; each unit learns its slope, the tensor layers.N.slope, from
// initial_slope.  He et al. 2015.
struct Prelu {
  static constexpr std::string_view name = "prelu";
  static constexpr std::string_view help =
      "f(z) = z for z > 0, slope·z otherwise; each unit learns its slope";
  static constexpr std::string_view source = "He et al. 2015";
  static constexpr std::string_view use = "leaky_relu where the data should choose the slope, unit by unit";
  static constexpr InitialWeights initial_weights = InitialWeights::he_normal;
  double initial_slope = 0.25;
  double initial_gain() const { return std::sqrt(2.0 / (1.0 + initial_slope * initial_slope)); }
  static void fields(auto& self, auto& field) {
    field("initial_slope", self.initial_slope, at_least(-1.0).at_most(1.0),
          "slope for negative inputs, at first");
  }
};

using Activation =
    std::variant<Relu, Identity, LeakyRelu, Sigmoid, Tanh, Softmax, Relu6, Elu, Celu, Selu, Gelu, Silu, Mish,
                 Softplus, Softsign, HardTanh, HardSigmoid, HardSwish, LogSigmoid, Exponential, Sine,
                 Gaussian, SquaredRelu, LogSoftmax, Prelu, CustomActivation>;

template <typename A>
inline constexpr bool mixes_units_v = requires {
  A::mixes_units;
};

// Whether f(z) of a unit depends on the sample's other units: such a one fits the output layer only.
inline bool mixes_units(const Activation& activation) {
  return std::visit([]<typename A>(const A&) { return mixes_units_v<A>; }, activation);
}

// The gain that keeps the mean square of the layers' values constant, for weights of deviation gain/√fan_in:
// 1/√(E[f(z)²]) for z of N(0, 1), by the principle of He et al. 2015; for identity, sigmoid, tanh and selu
// that of PyTorch's calculate_gain().
inline double initial_gain(const Activation& activation) {
  return std::visit(
      [](const auto& held) {
        if constexpr (requires { held.initial_gain(); }) {
          return held.initial_gain();
        } else {
          return 1.0;
        }
      },
      activation);
}

}  // namespace mlp
