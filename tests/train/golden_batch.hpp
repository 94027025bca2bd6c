// A golden's samples as the data set of a stepper.
#pragma once

#include "goldens/goldens.hpp"
#include "nn/batch.hpp"

namespace mlp {

inline Batch whole_dataset(const Golden& golden) {
  const Index features = golden.architecture.inputs(),
              targets = target_count(golden.loss, golden.architecture.outputs());
  Batch batch;
  batch.inputs = {.values = golden.inputs.data(), .features = features, .stride = features};
  if (golden.numbers.empty()) {
    batch.classes = golden.classes.data();
  } else {
    batch.numbers = {.values = golden.numbers.data(), .features = targets, .stride = targets};
  }
  return batch;
}

}  // namespace mlp
