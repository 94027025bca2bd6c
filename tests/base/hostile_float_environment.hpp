// Floating-point environments that a caller may have set and that the arithmetic must not see.
#pragma once

#include <cfenv>
#include <vector>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace mlp {

enum class HostileMode { upward, downward, toward_zero, flush_to_zero, denormals_are_zero };

inline std::vector<HostileMode> hostile_modes() {
  std::vector<HostileMode> modes{HostileMode::upward, HostileMode::downward, HostileMode::toward_zero};
#if defined(__x86_64__)
  modes.push_back(HostileMode::flush_to_zero);
  modes.push_back(HostileMode::denormals_are_zero);
#endif
  return modes;
}

// What of the environment is control, not a record of what happened.
struct FloatControl {
  int rounding = 0;
  unsigned mode_bits = 0;
  friend bool operator==(const FloatControl&, const FloatControl&) = default;
};

inline FloatControl float_control() {
  FloatControl control{.rounding = std::fegetround()};
#if defined(__x86_64__)
  constexpr unsigned exception_flags = 0x3f;
  control.mode_bits = _mm_getcsr() & ~exception_flags;
#endif
  return control;
}

// By results, not by flags.  `volatile` keeps the compiler from computing them itself.
inline bool computes_by_default() {
  volatile float one = 1.0f, tiny = 0x1p-30f, small = 0x1p-126f, half = 0.5f, subnormal = 0x1p-149f;
  const bool to_nearest = one + tiny == one && one - tiny == one && -one - tiny == -one;
  return to_nearest && small * half == 0x1p-127f && subnormal * one != 0.0f;
}

// Sets such an environment, and the test's own again in the end.
class HostileFloatEnvironment {
 public:
  explicit HostileFloatEnvironment(HostileMode mode) {
    std::fegetenv(&before_);
    switch (mode) {
      case HostileMode::upward:
        std::fesetround(FE_UPWARD);
        break;
      case HostileMode::downward:
        std::fesetround(FE_DOWNWARD);
        break;
      case HostileMode::toward_zero:
        std::fesetround(FE_TOWARDZERO);
        break;
#if defined(__x86_64__)
      case HostileMode::flush_to_zero:
        _mm_setcsr(_mm_getcsr() | 0x8000);
        break;
      case HostileMode::denormals_are_zero:
        _mm_setcsr(_mm_getcsr() | 0x0040);
        break;
#else
      default:
        break;
#endif
    }
  }
  ~HostileFloatEnvironment() { std::fesetenv(&before_); }
  HostileFloatEnvironment(const HostileFloatEnvironment&) = delete;
  HostileFloatEnvironment& operator=(const HostileFloatEnvironment&) = delete;

 private:
  std::fenv_t before_;
};

}  // namespace mlp
