// Starting from a trained model: what a new one takes over from it.
//
//   scaling of inputs   always, so that the inputs mean what they meant
//   hidden layers       all of them; they must be the same
//   output layer        where it answers the same question: same classes or targets, same activation;
//                       with the transforms and the scaling of its targets.  Otherwise it begins anew, with
//                       those of its own.
#pragma once

#include <string>

#include "mlp/model/model.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

struct Inheritance {
  // Why the output layer begins anew, "its classes differ"; empty where it is taken over.
  std::string new_output;
  bool with_output() const { return new_output.empty(); }
};

// Throws ConfigError where a column of the data is not what the start's encoding takes it for.
// REQUIRES: as many columns of the data as of the start.
void check_start_columns(const InputEncoding& encoding, const Dataset& dataset, const std::string& name);

// Throws ConfigError where the data's settings clip or transform a target otherwise than the start does.
// REQUIRES: as many targets of the data as of the start.
void check_start_targets(const Model& start, const Dataset& dataset, const std::string& name);

// What `model`, which has no parameters yet, can take over from `start`.  `name` is what messages call it.
// Throws ConfigError naming both where inputs or hidden layers differ.
Inheritance inheritance(const Model& model, const Model& start, const std::string& name);

// Copies the tensors that are taken over; `parameters` are those of `model`.
void inherit_parameters(const Model& model, const Model& start, const Inheritance& inherited,
                        float* parameters);

// "Starts from NAME: layers.0 and layers.1 as they are, layers.2 anew because its classes differ." and
// which layers stay; empty where there is neither.  `start` may be null.
std::string beginning_text(const ModelConfig& config, const Model& model, const Model* start);

}  // namespace mlp
