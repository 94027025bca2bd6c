// The floating-point environment that the arithmetic assumes: round to nearest even, no trap, no
// flush to zero.  Set on entry by everything that computes, and restored for the caller.
#pragma once

#include <cfenv>

#include "mlp/base/export.hpp"

namespace mlp {

class MLP_API DefaultFloatEnvironment {
 public:
  DefaultFloatEnvironment();
  ~DefaultFloatEnvironment();
  DefaultFloatEnvironment(const DefaultFloatEnvironment&) = delete;
  DefaultFloatEnvironment& operator=(const DefaultFloatEnvironment&) = delete;

 private:
  std::fenv_t saved_;
};

}  // namespace mlp
