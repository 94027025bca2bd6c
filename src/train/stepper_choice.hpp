// Which stepper a recipe wants.
#pragma once

#include <memory>

#include "mlp/train/recipe.hpp"
#include "train/epoch_stepper.hpp"

namespace mlp {

// All of them but the dataset must outlive it.
std::unique_ptr<EpochStepper> stepper_for(const Recipe& recipe, const Network& network, const Batch& dataset,
                                          Index batch_size, Team& team);

}  // namespace mlp
