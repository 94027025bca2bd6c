// The threshold of two classes: the second is predicted where its probability is at least this.
//
//   0.3                 a fixed one
//   {"metric": "f1"}    the one with the best metric on the validation rows, chosen when training is done
//
// Without one the class of the larger logit is predicted.
#pragma once

#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"
#include "mlp/choice/metric.hpp"

namespace mlp {

struct FixedThreshold {
  static constexpr std::string_view name = "fixed";
  static constexpr std::string_view bare_number = "value";  // 0.3
  static constexpr std::string_view help = "a probability";
  double value = 0.5;
  static void fields(auto& self, auto& field) {
    field("value", self.value, above(0.0).below(1.0).required(),
          "from where on the second class is predicted");
  }
};

// Tries 0.5 and every score of the validation rows; of equally good ones it takes the nearest to 0.5.
struct ChosenThreshold {
  static constexpr std::string_view name = "chosen";
  static constexpr bool untagged = true;  // {"metric": "f1"}
  static constexpr std::string_view help = "the best on the validation rows";
  Metric metric = F1{};
  static void fields(auto& self, auto& field) {
    field("metric", self.metric, anything.required(), "what is best: a metric of counts, such as f1");
  }
};

using DecisionThreshold = std::variant<FixedThreshold, ChosenThreshold>;

}  // namespace mlp
