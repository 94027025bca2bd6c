// What training minimises: the mean over the samples of a batch.
//
//   z   the output layer's affine values (logits)   units × samples
//   a   its activation                              units × samples
//   y   the target: a class index, or numbers       one class, or units × samples
//
// Softmax and sigmoid are fused with their cross entropies, so extreme logits stay finite.
//
// To add one: a struct here, its name in the list, its value and delta in kernels/losses and
// reference/network.cpp, its call in nn/passes.cpp, its output activation in nn/architecture.cpp.
#pragma once

#include <array>
#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"

namespace mlp {

enum class TargetKind { classes, numbers };

// −Σₖ qₖ·log softmax(z)ₖ,  q = (1 − ε)·onehot(y) + ε / K.  Smoothing: Szegedy et al. 2016.
struct CrossEntropy {
  static constexpr std::string_view name = "cross_entropy";
  static constexpr std::string_view help = "-sum_k q_k log softmax(z)_k: one class out of several";
  static constexpr TargetKind targets = TargetKind::classes;
  double label_smoothing = 0.0;
  static void fields(auto& self, auto& field) {
    field("label_smoothing", self.label_smoothing, at_least(0.0).below(1.0),
          "share of the target's weight spread evenly over all classes");
  }
};

// −y·log σ(z) − (1 − y)·log(1 − σ(z)) for y in {0, 1}: one unit for two classes.
struct BinaryCrossEntropy {
  static constexpr std::string_view name = "binary_cross_entropy";
  static constexpr std::array<std::string_view, 1> aliases{"bce"};
  static constexpr std::string_view help = "-y log(s) - (1-y) log(1-s), s = sigmoid(z): one class out of two";
  static constexpr TargetKind targets = TargetKind::classes;
  static void fields(auto&, auto&) {}
};

// Mean of (a − y)² over the units.
struct MeanSquaredError {
  static constexpr std::string_view name = "mse";
  static constexpr std::array<std::string_view, 1> aliases{"mean_squared_error"};
  static constexpr std::string_view help = "mean of (a - y)^2 over the outputs: regression";
  static constexpr TargetKind targets = TargetKind::numbers;
  static void fields(auto&, auto&) {}
};

using Loss = std::variant<CrossEntropy, BinaryCrossEntropy, MeanSquaredError>;

inline TargetKind target_kind(const Loss& loss) {
  return std::visit([](const auto& held) { return std::decay_t<decltype(held)>::targets; }, loss);
}

}  // namespace mlp
