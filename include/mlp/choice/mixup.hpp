// Samples that are mixed while training: the network learns to behave linearly between them.
//
// In each step one share is drawn, s ~ Beta(alpha, alpha), and max(s, 1 − s) is taken: every sample of a
// batch is mixed with the one as far from the batch's other end, so both shares occur anyway.
//
//   inputs    s·x + (1 − s)·x′, of the scaled inputs, before noise and dropout
//   numbers   s·y + (1 − s)·y′, and a row's weight likewise
//   classes   the loss is s·L(y) + (1 − s)·L(y′), each with its own row's weight
//
// The training's metrics compare with the sample's own target.  Zhang et al. 2018; partners as in timm.
#pragma once

#include "mlp/base/fields.hpp"

namespace mlp {

struct Mixup {
  double alpha = 0.2;
  static void fields(auto& self, auto& field) {
    field("alpha", self.alpha, above(0.0),
          "shares are drawn from Beta(alpha, alpha): 0.1 to 0.4 is usual, 1 means any share");
  }
};

}  // namespace mlp
