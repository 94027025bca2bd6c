// Noise that training multiplies into what a layer hands on, so that no unit can rely on another.
// Evaluation and prediction run without it.
//
//   a   what the layer hands on   units × samples
//
// Each unit of each sample is dropped, or not, by a draw of its own.  A draw has 16 bits, so a rate is exact
// to 2⁻¹⁶; see kernels/noise.hpp.
//
// To add one: a struct here with its rule(), its name in the list.
#pragma once

#include <cmath>
#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"

namespace mlp {

// What becomes of a unit: kept_scale·a + shift, or `dropped`.
struct DropoutRule {
  double kept_scale = 1.0;
  double shift = 0.0;
  double dropped = 0.0;
};

// Kept units are scaled by 1/(1 − rate), so that the expected value stays ("inverted dropout").
// Srivastava et al. 2014.
struct StandardDropout {
  static constexpr std::string_view name = "dropout";
  static constexpr std::string_view help =
      "a / (1 - rate), or 0 with probability rate; 0.2 alone is short for it  (Srivastava et al. 2014)";
  static constexpr std::string_view bare_number = "rate";
  double rate = 0.5;
  static void fields(auto& self, auto& field) {
    field("rate", self.rate, at_least(0.0).below(1.0), "probability of dropping a unit");
  }
  DropoutRule rule() const { return {.kept_scale = 1.0 / (1.0 - rate)}; }
};

// Dropped units take selu's lower limit α′ = −λα; a scale and a shift bring mean 0 and variance 1 back.
// Klambauer et al. 2017.
struct AlphaDropout {
  static constexpr std::string_view name = "alpha_dropout";
  static constexpr std::string_view help =
      "keeps mean 0 and variance 1 of what selu hands on; dropped units take selu's lower limit  "
      "(Klambauer et al. 2017)";
  double rate = 0.1;
  static void fields(auto& self, auto& field) {
    field("rate", self.rate, at_least(0.0).below(1.0), "probability of dropping a unit");
  }
  DropoutRule rule() const {
    constexpr double limit = -1.7580993408473766;
    const double scale = 1.0 / std::sqrt((1.0 - rate) * (1.0 + rate * limit * limit));
    const double shift = -scale * rate * limit;
    return {.kept_scale = scale, .shift = shift, .dropped = scale * limit + shift};
  }
};

using Dropout = std::variant<StandardDropout, AlphaDropout>;

inline double rate_of(const Dropout& dropout) {
  return std::visit([](const auto& held) { return held.rate; }, dropout);
}
inline DropoutRule rule_of(const Dropout& dropout) {
  return std::visit([](const auto& held) { return held.rule(); }, dropout);
}

}  // namespace mlp
