#include "mlp/base/float_environment.hpp"

namespace mlp {

// fesetenv(FE_DFL_ENV) also resets MXCSR on x86-64 (no flush to zero, no denormals are zero) and
// FPCR on AArch64.
DefaultFloatEnvironment::DefaultFloatEnvironment() {
  std::fegetenv(&saved_);
  std::fesetenv(FE_DFL_ENV);
}

DefaultFloatEnvironment::~DefaultFloatEnvironment() { std::fesetenv(&saved_); }

}  // namespace mlp
