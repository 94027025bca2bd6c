#include "run/student_t.hpp"

#include <cmath>
#include <numbers>

#include "kernels/functions.hpp"

namespace mlp {
namespace {

constexpr double right_angle = std::numbers::pi / 2;

// P(|T| ≤ √ν·tan θ).
double within_angle(double theta, Index freedom) {
  const double cosine = exact::cos(theta);
  const double sine = exact::cos(right_angle - theta);
  const bool is_odd = freedom % 2 == 1;
  // Even ν: sin θ·(1 + 1/2·cos²θ + (1·3)/(2·4)·cos⁴θ + …), up to cos^(ν−2).
  // Odd ν: 2/π·(θ + sin θ·(cos θ + 2/3·cos³θ + …)), up to cos^(ν−2).
  double term = is_odd ? cosine : 1.0;
  double sum = 0.0;
  for (Index power = is_odd ? 1 : 0; power <= freedom - 2; power += 2) {
    sum += term;
    term *= cosine * cosine * static_cast<double>(power + 1) / static_cast<double>(power + 2);
  }
  return is_odd ? (theta + sine * sum) / right_angle : sine * sum;
}

// The angle in [0, π/2] where `is_beyond` begins to hold.
template <typename Condition>
double angle_where(const Condition& is_beyond) {
  double below = 0.0, above = right_angle;
  for (int halving = 0; halving < 60; ++halving) {
    const double middle = 0.5 * (below + above);
    (is_beyond(middle) ? above : below) = middle;
  }
  return 0.5 * (below + above);
}

}  // namespace

double student_t_within(double t, Index freedom) {
  if (std::isinf(t)) return 1.0;
  // tan θ = t / √ν, so cos θ = 1 / √(1 + t²/ν).
  const double ratio = t / std::sqrt(static_cast<double>(freedom));
  const double theta =
      angle_where([&](double angle) { return exact::cos(right_angle - angle) > ratio * exact::cos(angle); });
  return within_angle(theta, freedom);
}

double student_t_bound(double share, Index freedom) {
  const double theta = angle_where([&](double angle) { return within_angle(angle, freedom) > share; });
  return std::sqrt(static_cast<double>(freedom)) * exact::cos(right_angle - theta) / exact::cos(theta);
}

}  // namespace mlp
