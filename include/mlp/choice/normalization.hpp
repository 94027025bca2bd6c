// What stands between a layer's affine map and its activation and keeps its sums at one scale.
//
//   z   what the affine map produced   units × samples
//   n   what the activation reads      units × samples
//
// A learned gain per unit, from 1, and where `has_shift` a learned shift, from 0, are tensors of the
// layer: layers.0.norm.weight and layers.0.norm.bias.  Weight decay leaves both alone.  So are batch_norm's
// running statistics: layers.0.norm.running_mean and layers.0.norm.running_var.
//
// To add one over the units of a sample: a struct here and its name in the list; what it computes in
// kernels/normalization.cpp and reference/normalization.cpp.
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
    field("epsilon", self.epsilon, above(0.0).at_most(1e6), "what keeps a variance of 0 from dividing");
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
    field("epsilon", self.epsilon, above(0.0).at_most(1e6), "what keeps a mean of 0 from dividing");
  }
};

// n = gain·(z − mean) / √(variance + epsilon) + shift, over the samples of a batch, while training; the
// variance divides by their number.  In evaluation, and in a frozen layer, mean and variance are the running
// ones, which each training step moves:
//
//   running ← (1 − momentum)·running + momentum·(the batch's), whose variance divides by samples − 1
//
// The layer's bias does not learn: the mean takes it away.  Ioffe & Szegedy 2015, as PyTorch has it.
struct BatchNorm {
  static constexpr std::string_view name = "batch_norm";
  static constexpr std::string_view help =
      "gain * (z - mean) / sqrt(variance + epsilon) + shift, over the samples of a batch  (Ioffe & Szegedy "
      "2015)";
  static constexpr bool has_shift = true;
  double epsilon = 1e-5;
  double momentum = 0.1;
  static void fields(auto& self, auto& field) {
    field("epsilon", self.epsilon, above(0.0).at_most(1e6), "what keeps a variance of 0 from dividing");
    field("momentum", self.momentum, above(0.0).at_most(1.0),
          "what the running statistics take of each batch's; Keras counts what they keep, 1 - momentum");
  }
};

using Normalization = std::variant<LayerNorm, RmsNorm, BatchNorm>;

inline bool has_shift(const Normalization& normalization) {
  return std::visit([](const auto& held) { return held.has_shift; }, normalization);
}

}  // namespace mlp
