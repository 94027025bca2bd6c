// The bits that a training leaves behind, as bytes: little-endian float32 and float64, one after the
// other, nothing in between.  Two machines keep the promise of ARITHMETIC.md when they agree here.
#pragma once

#include <string>

#include "signature/signature_case.hpp"

namespace mlp {

struct Signature {
  std::string initial;      // parameters before the first step
  std::string steps;        // after each step: parameters, slots and the running loss
  std::string epochs;       // after each: learning rate, loss and metrics, in training and validation
  std::string trained;      // parameters of the model that comes out
  std::string predictions;  // of the model on the rows to validate on

  std::string all() const { return initial + steps + epochs + trained + predictions; }
};

// Trains `one` and keeps what it leaves.
Signature signature_of(const SignatureCase& one, int threads);

}  // namespace mlp
