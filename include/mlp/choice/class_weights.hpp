// How much a row counts by its class.
//
// A row's loss and its gradient are multiplied by the weight of its class; the mean still divides by
// the number of rows, as scikit-learn and Keras do.  (PyTorch's reduction="mean" divides by the sum
// of the weights in the batch instead: a row would then count for more where its batch holds fewer
// rows of heavy classes.)
#pragma once

#include <array>
#include <string_view>
#include <variant>
#include <vector>

#include "mlp/base/fields.hpp"

namespace mlp {

// Every row counts once.
struct EqualWeights {
  static constexpr std::string_view name = "none";
  static constexpr std::string_view help = "every row counts once";
  static void fields(auto&, auto&) {}
};

// n / (K·nₖ) for class k of K with nₖ of the n training rows, so that all classes weigh the same
// (King & Zeng 2001, as in scikit-learn).  A trained model holds them as a list.
struct BalancedWeights {
  static constexpr std::string_view name = "balanced";
  static constexpr std::string_view help = "rows / (classes · rows of the class), of the training rows";
  static void fields(auto&, auto&) {}
};

// One weight per class, in the order of the labels (ARITHMETIC.md, A7): in JSON the bare list.
struct ListedWeights {
  static constexpr std::string_view name = "list";
  static constexpr bool as_list = true;
  static constexpr std::string_view help = "[w, …]: one weight per class, in the labels' order";
  std::vector<double> values = {};
  static void fields(auto& self, auto& field) {
    field("values", self.values, at_least(1), "one weight per class, 0 or more");
  }
};

using ClassWeights = std::variant<EqualWeights, BalancedWeights, ListedWeights>;

// The field of a loss that has them.
void class_weights_field(auto& self, auto& field) {
  field("class_weights", self.class_weights, anything,
        "what a row counts by its class: \"balanced\", or a list in the classes' order");
}

}  // namespace mlp
