#include "mlp/choice/loss.hpp"

namespace mlp {

Index output_units(const Loss& loss, Index targets) {
  switch (traits_of(loss).units) {
    case OutputUnits::one_for_two_classes:
      return 1;
    case OutputUnits::one_or_one_per_class:
      return targets == 2 ? 1 : targets;
    case OutputUnits::two_per_number:
      return 2 * targets;
    case OutputUnits::one_per_class:
    case OutputUnits::one_per_number:
      break;
  }
  return targets;
}

Index target_count(const Loss& loss, Index units) {
  switch (traits_of(loss).units) {
    case OutputUnits::one_for_two_classes:
      return 2;
    case OutputUnits::one_or_one_per_class:
      return units == 1 ? 2 : units;
    case OutputUnits::two_per_number:
      return units / 2;
    case OutputUnits::one_per_class:
    case OutputUnits::one_per_number:
      break;
  }
  return units;
}

std::vector<float> weights_by_class(const Loss& loss) {
  std::vector<double> weights;
  std::visit(
      [&](const auto& held) {
        if constexpr (requires { held.two_class_weights(); }) {
          weights = held.two_class_weights();
        } else if constexpr (requires { held.class_weights; }) {
          if (const auto* listed = std::get_if<ListedWeights>(&held.class_weights)) weights = listed->values;
        }
      },
      loss);
  std::vector<float> narrowed;
  for (const double weight : weights) narrowed.push_back(static_cast<float>(weight));
  return narrowed;
}

}  // namespace mlp
