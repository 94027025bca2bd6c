// The instruction sets that kernels are compiled for: AVX-512, AVX2, NEON and the scalar
// fallback.  Included before Highway, so that the choice is made in one place.
//
// SSE gains nothing over AVX2 machines; AVX3_DL adds no instruction we use; the sizeless vectors
// of SVE and RISC-V do not fit a register tile.
//
// A kernel source begins with
//
//   #include "kernels/targets.hpp"
//   #ifndef HWY_TARGET_INCLUDE           // as it is in a unity build, where several are compiled as one
//   #define HWY_TARGET_INCLUDE "kernels/NAME.cpp"
//   #endif
//   #include <hwy/foreach_target.h>      // compiles this file once per target
//   #include "kernels/simd-inl.h"
#pragma once

#define HWY_DISABLED_TARGETS (~(HWY_AVX3 | HWY_AVX2 | HWY_NEON | HWY_EMU128 | HWY_SCALAR))
