// What the reference says about a program's own pieces, which it cannot know.
#pragma once

#include <string>

#include "mlp/base/error.hpp"
#include "mlp/base/fields.hpp"

namespace mlp {

template <typename Custom>
[[noreturn]] void refuse_custom(const Custom& custom) {
  throw ConfigError(
      "the " + std::string(Custom::Implementation::kind) + " " + std::string(name_of_alternative(custom)) +
          ": expected one of the library's own, whose formula the reference knows in double precision",
      "compare a program's own with difference quotients of its value()");
}

}  // namespace mlp
