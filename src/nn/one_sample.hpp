// One sample forward through a network that has been made ready for it: at the speed of reading the weights.
//
// It keeps a turned copy of them (kernels/vector_product.hpp); layer after layer lies in one row of units, so
// nothing is transposed on the way.  The outputs are those of forward(), bit by bit.
#pragma once

#include <vector>

#include "kernels/gather.hpp"
#include "nn/network.hpp"

namespace mlp {

class OneSample {
 public:
  // Whether the network has only layers that are an affine map and an activation when it predicts.
  static bool serves(const Network& network);

  // The network must outlive this; the parameters are copied.  REQUIRES: serves(network).
  OneSample(const Network& network, const float* parameters);

  // The outputs, (architecture.outputs()), of row 0 of `inputs`; they stay until the next call.
  const float* forward(const kernels::InputRows& inputs);

 private:
  const Network& network_;
  std::vector<FlatBuffer<float>> panels_;  // of each layer
  FlatBuffer<float> values_;               // what the next layer reads
  FlatBuffer<float> next_values_;
};

}  // namespace mlp
