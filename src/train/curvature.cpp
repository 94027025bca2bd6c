#include "train/curvature.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "train/own_parameters.hpp"

namespace mlp {

// The most that /optimizer/history may be.
static constexpr std::size_t most_pairs = 100;

void CurvaturePairs::direction(const LbfgsState& state, OwnParameters& own, float* to) const {
  std::array<double, most_pairs> curvatures, shares;  // y·s, and what was taken off, of each age
  own.scale(-1.0, gradient(), to);
  for (Index age = 0; age < state.pairs; ++age) {
    const auto i = static_cast<std::size_t>(age);
    const float* const s = step(state, age);
    const float* const y = change(state, age);
    curvatures[i] = own.dot(y, s);
    shares[i] = own.dot(s, to) / curvatures[i];
    own.add_scaled(-shares[i], y, to, to);
  }
  if (state.pairs > 0) {
    const float* const y = change(state, 0);
    own.scale(curvatures[0] / own.dot(y, y), to, to);
  }
  for (Index age = state.pairs - 1; age >= 0; --age) {
    const auto i = static_cast<std::size_t>(age);
    const double back = own.dot(change(state, age), to) / curvatures[i];
    own.add_scaled(shares[i] - back, step(state, age), to, to);
  }
}

void CurvaturePairs::add(const float* step, const float* change, OwnParameters& own,
                         LbfgsState& state) const {
  constexpr double rounding = 0x1p-23;
  const double curvature = own.dot(step, change);
  const double lengths = std::sqrt(own.dot(step, step)) * std::sqrt(own.dot(change, change));
  if (!(curvature > rounding * lengths)) return;
  own.copy(step, slots_ + (1 + 2 * state.next) * size_);
  own.copy(change, slots_ + (2 + 2 * state.next) * size_);
  state.next = (state.next + 1) % history_;
  state.pairs = std::min(state.pairs + 1, history_);
}

}  // namespace mlp
