// Which release of the library this is; models and runs record it.
#pragma once

#include <string_view>

namespace mlp {

// "0.1.0".
std::string_view version();

}  // namespace mlp
