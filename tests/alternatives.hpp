// For tests that run over every alternative of a choice: list a new one in its variant and it is
// tested.
#pragma once

#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

namespace mlp {

// Each alternative of the variant `Choice` once, with its defaults, in the variant's order.
template <typename Choice>
std::vector<Choice> all_alternatives() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return std::vector<Choice>{std::variant_alternative_t<I, Choice>{}...};
  }
  (std::make_index_sequence<std::variant_size_v<Choice>>());
}

}  // namespace mlp
