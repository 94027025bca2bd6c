// Parameterised tests over every alternative of a choice:
//
//   INSTANTIATE_TEST_SUITE_P(All, EachLoss, testing::ValuesIn(all_alternatives<Loss>()), name_of_param);
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "../alternatives.hpp"
#include "mlp/base/fields.hpp"

namespace mlp {

// The suffix of a parameterised test: the alternative's name.
template <typename Choice>
std::string name_of_param(const testing::TestParamInfo<Choice>& info) {
  return std::string(name_of(info.param));
}

}  // namespace mlp
