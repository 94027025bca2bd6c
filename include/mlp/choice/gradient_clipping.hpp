// How a step's gradient is kept from being too long, before the optimizer sees it.
//
// To add one: a struct here, its name in the list, what it does in train/updater.cpp and, as a textbook
// would write it, in reference/shaping.cpp; its PyTorch golden in tests/goldens/golden_optimizers.py.
#pragma once

#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"

namespace mlp {

// g ← g·min(1, max_norm / (‖g‖ + 1e-6)),  ‖g‖ over all parameters of the network.
// Pascanu, Mikolov & Bengio 2013, as PyTorch's clip_grad_norm_.  Keeps the whole gradient in memory.
struct ClipGlobalNorm {
  static constexpr std::string_view name = "global_norm";
  static constexpr std::string_view help =
      "shortens a gradient longer than max_norm, its direction kept  (Pascanu et al. 2013)";
  double max_norm = 1.0;
  static void fields(auto& self, auto& field) {
    field("max_norm", self.max_norm, above(0.0), "the longest gradient of all parameters together");
  }
};

// The same with each layer's norm, over its weights and biases, for that layer.
struct ClipLayerNorms {
  static constexpr std::string_view name = "per_layer_norm";
  static constexpr std::string_view help = "shortens each layer's gradient that is longer than max_norm";
  double max_norm = 1.0;
  static void fields(auto& self, auto& field) {
    field("max_norm", self.max_norm, above(0.0), "the longest gradient of a layer's weights and biases");
  }
};

// g ← g within [−limit, limit], each by itself; as PyTorch's clip_grad_value_.
struct ClipValue {
  static constexpr std::string_view name = "value";
  static constexpr std::string_view help = "keeps each element of the gradient within ±limit";
  double limit = 1.0;
  static void fields(auto& self, auto& field) {
    field("limit", self.limit, above(0.0), "the largest element of the gradient");
  }
};

using GradientClipping = std::variant<ClipGlobalNorm, ClipLayerNorms, ClipValue>;

// Whether a norm of more than one element decides: then the whole gradient comes before any update.
inline bool needs_whole_gradient(const GradientClipping& clipping) {
  return !std::holds_alternative<ClipValue>(clipping);
}

}  // namespace mlp
