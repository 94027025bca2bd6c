// A program's own loss (see mlp/base/extension.hpp): of pairs of an output and its target, or of all logits
// of a sample at once.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/extension.hpp"
#include "mlp/choice/loss_traits.hpp"

namespace mlp {

// Derive from PairLoss or RowLoss.
class MLP_API LossFunction : public Extension {
 public:
  static constexpr std::string_view kind = "loss";
  // Which targets it is about, how many units the output layer has, what the predictions are.  What is
  // returned must live as long as this, as a static constexpr does.
  virtual const LossTraits& traits() const = 0;
};

// The loss of a sample is the mean over its outputs of f(a, y).  traits().form is each_output, or each_logit.
// All spans of a call are equally long; every element is to be written.
class MLP_API PairLoss : public LossFunction {
 public:
  const LossTraits& traits() const override { return regression_traits; }
  // f(a, y).
  virtual void value(Numbers numbers, std::span<const float> a, std::span<const float> y,
                     std::span<double> losses) const = 0;
  // ∂f/∂a.
  virtual void slope(Numbers numbers, std::span<const float> a, std::span<const float> y,
                     std::span<float> slopes) const = 0;
};

// What a sample's outputs should have been: a class, or numbers.
struct RowTarget {
  std::int32_t class_index = -1;
  std::span<const float> numbers = {};  // empty for classes
};

// The loss of a sample is f of all its logits.  traits().form is all_logits.
class MLP_API RowLoss : public LossFunction {
 public:
  const LossTraits& traits() const override { return softmax_traits; }
  // Returns f(z, target), and writes ∂f/∂z to `gradient`: as long as z, or empty where nobody wants it.
  virtual double evaluate(Numbers numbers, std::span<const float> z, const RowTarget& target,
                          std::span<float> gradient) const = 0;
};

struct CustomLoss {
  static constexpr std::string_view name = "custom";
  using Implementation = LossFunction;
  std::shared_ptr<const LossFunction> implementation = {};
  std::vector<double> numbers = {};  // those left out at the end take their defaults
  static void fields(auto& self, auto& field) { custom_fields(self, field); }
};

}  // namespace mlp
