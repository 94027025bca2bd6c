// What columns without names are called.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mlp/base/memory.hpp"

namespace mlp {

// {"column_1", "column_2", …} for the stem "column".
inline std::vector<std::string> numbered_names(std::string_view stem, Index count) {
  std::vector<std::string> names;
  for (Index i = 1; i <= count; ++i) names.push_back(std::string(stem) + "_" + std::to_string(i));
  return names;
}

}  // namespace mlp
