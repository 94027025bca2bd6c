// How many threads a training uses when nobody says: small work is done by one.
#pragma once

#include "mlp/base/memory.hpp"
#include "nn/network.hpp"

namespace mlp {

// REQUIRES: batch_size ≥ 1.  As the number cannot change a bit, it may be chosen freely.
int training_threads(const Network& network, Index batch_size);

// The same for prediction of `rows` rows.
int inference_threads(const Network& network, Index rows);

}  // namespace mlp
