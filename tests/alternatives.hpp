// For tests that run over every alternative of a choice: list a new one in its variant and it is
// tested.
#pragma once

#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include "mlp/base/extension.hpp"

namespace mlp {

template <typename Alternative, typename Choice>
void add_alternative(std::vector<Choice>& all) {
  if constexpr (!IsCustom<Alternative>) all.push_back(Alternative{});
}

// Each of the library's own alternatives of the variant `Choice` once, with its defaults, in the variant's
// order.
template <typename Choice>
std::vector<Choice> all_alternatives() {
  std::vector<Choice> all;
  all.reserve(std::variant_size_v<Choice>);
  [&all]<std::size_t... I>(std::index_sequence<I...>) {
    (add_alternative<std::variant_alternative_t<I, Choice>>(all), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Choice>>());
  return all;
}

}  // namespace mlp
