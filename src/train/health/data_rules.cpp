#include <cmath>
#include <variant>

#include "train/health/health_rules.hpp"
#include "train/health/wording.hpp"

namespace mlp {
namespace {

constexpr double large_input = 10.0;      // root mean square of an input; scaled ones have about 1
constexpr double nearly_constant = 0.98;  // share of rows with the same target

void unscaled_inputs(const Evidence& evidence, const Speak& speak) {
  Index largest = 0, count = 0;
  const std::vector<double>& squares = evidence.seen.input_squares;
  for (Index i = 0; i < std::ssize(squares); ++i) {
    const double square = squares[static_cast<std::size_t>(i)];
    count += square > large_input * large_input;
    if (square > squares[static_cast<std::size_t>(largest)]) largest = i;
  }
  if (count == 0) return;
  const std::string others = count > 1 ? " (and " + std::to_string(count - 1) + " more of " : " (one of ";
  speak({.rule = "unscaled_inputs",
         .sentence = "input " + evidence.data.input_name(largest) + others + std::to_string(squares.size()) +
                     " inputs) is not scaled: its root mean square is " +
                     figure(std::sqrt(squares[static_cast<std::size_t>(largest)])) +
                     " as the network gets it, and weights start for values of about 1",
         .advice = "scale the inputs: \"standardize\"",
         .key = "/data/preprocess/inputs"});
}

// Whether weighing the classes would be new: the loss can, and nothing balances them yet.
bool could_weigh_classes(const Recipe& recipe) {
  if (std::holds_alternative<BalancedClasses>(recipe.training.sampling)) return false;
  return std::visit(
      []<typename L>(const L& loss) {
        if constexpr (requires { loss.class_weights; }) {
          return std::holds_alternative<EqualWeights>(loss.class_weights);
        } else {
          return false;
        }
      },
      recipe.loss);
}

void constant_labels(const Evidence& evidence, const Speak& speak) {
  const DataFacts& data = evidence.data;
  if (!(data.commonest_share >= nearly_constant)) return;
  const bool could_weigh = could_weigh_classes(evidence.recipe);
  speak({.rule = "constant_labels",
         .sentence = "the labels are nearly constant: " + percent(data.commonest_share) +
                     " of the training rows have " + data.commonest +
                     ", so a network that always says so is nearly always right",
         .advice = could_weigh ? "weigh the classes: \"balanced\"" : "train on more rows of the others",
         .key = could_weigh ? "/loss/class_weights" : "/data/train"});
}

}  // namespace

void rules_about_data(const Evidence& evidence, const Speak& speak) {
  unscaled_inputs(evidence, speak);
  constant_labels(evidence, speak);
}

}  // namespace mlp
