// What PyTorch says about small networks: the JSON files of this folder as plain structs, for
// comparison with the reference (tests/reference), the engine (tests/nn) and the trainer
// (tests/train).  make_goldens.py writes the files and says what is in them.
//
// Flat vectors are laid out by ParameterLayout(architecture), with 0 in the padding.  Starting
// values are exact in float; results are double-precision values with 12 significant digits.
//
// To add a case: a line in a table that make_goldens.py reads, or of make_layer_goldens.py for hidden layers
// that do more than multiply and activate; every file of the folder is loaded.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "mlp/base/memory.hpp"
#include "mlp/choice/gradient_clipping.hpp"
#include "mlp/choice/loss.hpp"
#include "mlp/choice/optimizer.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {

// Steps of an optimizer from the golden's start; step t takes batch t mod batches(), rows in order.
struct GoldenTraining {
  std::string name;  // the optimizer and its plan as JSON
  Optimizer optimizer;
  std::optional<GradientClipping> clipping = {};
  double l1 = 0.0;
  double max_norm = 0.0;
  std::vector<double> losses;      // (steps), each before its update
  std::vector<double> parameters;  // (layout.size), after the last step
};

struct Golden {
  std::string name;  // "relu_cross_entropy"
  Architecture architecture;
  Loss loss;
  Index batch_size = 0;
  std::vector<float> inputs;          // (samples, features): features × samples as a column-major matrix
  std::vector<std::int32_t> classes;  // (samples), for losses over classes
  std::vector<float> numbers;         // (samples, outputs), for losses over numbers
  std::vector<float> parameters;      // (layout.size), the start

  // Of the first batch_size samples, at the start.
  std::vector<double> outputs;  // (batch_size, outputs), activations
  double first_loss = 0.0;
  std::vector<double> gradient;  // (layout.size)

  std::vector<GoldenTraining> trainings;  // each from the start

  Index samples() const { return static_cast<Index>(inputs.size()) / architecture.inputs(); }
  Index batches() const { return samples() / batch_size; }
};

// Every golden of the folder, sorted by name.  Throws Error when a file is not as expected.
std::vector<Golden> all_goldens();

// So that a failing parameterised test prints the name.
void PrintTo(const Golden& golden, std::ostream* out);

}  // namespace mlp
