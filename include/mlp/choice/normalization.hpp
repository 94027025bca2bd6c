// What stands between a layer's affine map and its activation and keeps its sums at one scale.
//
//   z   what the affine map produced   units × samples
//   n   what the activation reads      units × samples
//
// A learned gain per unit, from 1, and where `has_shift` a learned shift, from 0, are tensors of the
// layer: layers.0.norm.weight and layers.0.norm.bias.  Weight decay leaves both alone.
//
// To add one: a struct here and its name in the list; what it computes in kernels/normalization.cpp and
// reference/layers.cpp.
#pragma once

#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"

namespace mlp {

// n = gain·(z − mean) / √(variance + epsilon) + shift, over the units of a sample; the variance divides by
// their number.  Ba et al. 2016.
struct LayerNorm {
  static constexpr std::string_view name = "layer_norm";
  static constexpr std::string_view help =
      "gain * (z - mean) / sqrt(variance + epsilon) + shift, over the units of a sample  (Ba et al. 2016)";
  static constexpr bool has_shift = true;
  double epsilon = 1e-5;
  static void fields(auto& self, auto& field) {
    field("epsilon", self.epsilon, above(0.0), "what keeps a variance of 0 from dividing");
  }
};

// n = gain·z / √(mean of z² + epsilon), over the units of a sample.  Zhang & Sennrich 2019.
struct RmsNorm {
  static constexpr std::string_view name = "rms_norm";
  static constexpr std::string_view help =
      "gain * z / sqrt(mean of z^2 + epsilon), over the units of a sample  (Zhang & Sennrich 2019)";
  static constexpr bool has_shift = false;
  double epsilon = 1e-5;
  static void fields(auto& self, auto& field) {
    field("epsilon", self.epsilon, above(0.0), "what keeps a mean of 0 from dividing");
  }
};

using Normalization = std::variant<LayerNorm, RmsNorm>;

inline bool has_shift(const Normalization& normalization) {
  return std::visit([](const auto& held) { return held.has_shift; }, normalization);
}

}  // namespace mlp
