// Which release of the library this is; models and runs record it.
#pragma once

#include <string_view>

#include "mlp/base/export.hpp"

namespace mlp {

// "0.1.0".
MLP_API std::string_view version();

}  // namespace mlp
