// What is checked of a program's own piece before it is used.
#pragma once

#include <string>
#include <variant>

#include "mlp/base/extension.hpp"

namespace mlp {

// Gives numbers that are left out their defaults.
// Throws ConfigError, its message beginning with `pointer`, for a null implementation, more numbers than it
// has, one that is not within its rule, and what the implementation's check() throws.
void complete_numbers(const Extension* implementation, std::string_view kind, std::vector<double>& numbers,
                      const std::string& pointer);

// The same for a choice, where it holds such a piece.
template <typename... Alternatives>
void complete_custom(std::variant<Alternatives...>& choice, const std::string& pointer) {
  std::visit(
      [&]<typename A>(A& held) {
        if constexpr (IsCustom<A>)
          complete_numbers(held.implementation.get(), A::Implementation::kind, held.numbers, pointer);
      },
      choice);
}

}  // namespace mlp
