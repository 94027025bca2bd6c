#include "mlp/base/version.hpp"

namespace mlp {

std::string_view version() { return MLP_VERSION; }

}  // namespace mlp
