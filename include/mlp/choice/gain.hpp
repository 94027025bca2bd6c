// What an initializer's deviation is multiplied by.
//
//   1.5            a number
//   "activation"   what belongs to the layer's activation: initial_gain() in choice/activation.hpp
#pragma once

#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"
#include "mlp/choice/activation.hpp"

namespace mlp {

struct NumberGain {
  static constexpr std::string_view name = "number";
  static constexpr std::string_view bare_number = "value";  // 1.5
  static constexpr bool as_number = true;
  static constexpr std::string_view help = "a factor";
  double value = 1.0;
  static void fields(auto& self, auto& field) {
    field("value", self.value, at_least(0.0).at_most(1e6).required(), "what the deviation is multiplied by");
  }
};

struct ActivationGain {
  static constexpr std::string_view name = "activation";
  static constexpr std::string_view help = "the gain of the layer's activation";
  static void fields(auto&, auto&) {}
};

using Gain = std::variant<NumberGain, ActivationGain>;

inline double gain_of(const Gain& gain, const Activation& activation) {
  const auto* const number = std::get_if<NumberGain>(&gain);
  return number ? number->value : initial_gain(activation);
}

// The field of an initializer that has one.
void gain_field(auto& self, auto& field) {
  field("gain", self.gain, anything,
        "what the deviation is multiplied by: a number, or \"activation\" for the activation's own");
}

}  // namespace mlp
