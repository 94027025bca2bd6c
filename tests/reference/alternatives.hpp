// For tests that run over every alternative of a choice: list a new one in its variant and it is
// tested.
//
//   INSTANTIATE_TEST_SUITE_P(All, EachLoss, testing::ValuesIn(all_alternatives<Loss>()), name_of_param);
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "mlp/base/fields.hpp"

namespace mlp {

// Each alternative of the variant `Choice` once, with its defaults, in the variant's order.
template <typename Choice>
std::vector<Choice> all_alternatives() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return std::vector<Choice>{std::variant_alternative_t<I, Choice>{}...};
  }
  (std::make_index_sequence<std::variant_size_v<Choice>>());
}

// The suffix of a parameterised test: the alternative's name.
template <typename Choice>
std::string name_of_param(const testing::TestParamInfo<Choice>& info) {
  return std::string(name_of(info.param));
}

}  // namespace mlp
