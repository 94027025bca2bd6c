// Parameterised tests over every alternative of a choice, and over several choices at once:
//
//   INSTANTIATE_TEST_SUITE_P(All, EachLoss, testing::ValuesIn(all_alternatives<Loss>()), name_of_param);
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "../alternatives.hpp"
#include "mlp/base/fields.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {

// The suffix of a parameterised test: the alternative's name.
template <typename Choice>
std::string name_of_param(const testing::TestParamInfo<Choice>& info) {
  return std::string(name_of(info.param));
}

// Of all hidden activation × loss × output activation, those that show something of their own: what loss and
// output do to each other does not depend on the layers below, nor a hidden activation on any but the
// commonest losses.  So every output meets every loss behind tanh; behind the others stands the loss's own
// output, and the losses that came later only behind relu.
inline bool is_worth_checking(const Activation& hidden, const Loss& loss, const Activation& output) {
  if (std::holds_alternative<Tanh>(hidden)) return true;
  if (output.index() != default_output_activation(loss).index()) return false;
  return std::holds_alternative<Relu>(hidden) || std::holds_alternative<CrossEntropy>(loss) ||
         std::holds_alternative<BinaryCrossEntropy>(loss) || std::holds_alternative<MeanSquaredError>(loss);
}

}  // namespace mlp
