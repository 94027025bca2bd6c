// What lbfgs knows of the loss's curvature: the last steps s and what each changed of the gradient, y, in the
// optimizer slots of TrainState, as a ring; and the direction that follows from them.
//
//   slot 0         the gradient at the parameters
//   slot 1 + 2i    s of pair i
//   slot 2 + 2i    y of pair i
//
// Nocedal 1980: the product of the inverse Hessian that the pairs tell and a vector, in two loops over them.
#pragma once

#include "mlp/base/memory.hpp"

namespace mlp {

class OwnParameters;

// What lbfgs keeps beside its slots.
struct LbfgsState {
  bool begun = false;             // whether loss and gradient of the parameters are known
  Index pairs = 0;                // that are kept
  Index next = 0;                 // where in the ring the next one goes
  double loss = 0.0;              // of the parameters, with the penalty
  double largest_gradient = 0.0;  // its largest magnitude
  bool converged = false;         // no further step lowers the loss, or none is worth it
};

// The slots as lbfgs sees them.  Its functions are called by every thread of a team, each with its own
// parameters (see OwnParameters).
class CurvaturePairs {
 public:
  // `slots` has 1 + 2·history vectors of `size` floats.
  CurvaturePairs(float* slots, Index size, Index history) : slots_(slots), size_(size), history_(history) {}

  float* gradient() const { return slots_; }

  // to = −H·gradient(), or −gradient() without pairs.
  void direction(const LbfgsState& state, OwnParameters& own, float* to) const;

  // Keeps the pair (step, change) in place of the oldest one if the function curves upwards between its ends:
  // s·y is positive, and not by rounding alone.
  void add(const float* step, const float* change, OwnParameters& own, LbfgsState& state) const;

 private:
  // Of the newest pair (age 0) and those before it.
  float* step(const LbfgsState& state, Index age) const {
    return slots_ + (1 + 2 * place(state, age)) * size_;
  }
  float* change(const LbfgsState& state, Index age) const {
    return slots_ + (2 + 2 * place(state, age)) * size_;
  }
  Index place(const LbfgsState& state, Index age) const {
    return (state.next - 1 - age + 2 * history_) % history_;
  }

  float* const slots_;
  const Index size_;
  const Index history_;
};

}  // namespace mlp
