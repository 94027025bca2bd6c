// Whether the engine's gradient is the derivative of the loss, for any recipe and rows.
//
//   engine      the gradient that training uses, in float
//   reference   the same network as a textbook writes it, in double (reference/network.hpp)
//   quotient    (L(θ + h) − L(θ − h)) / 2h of the reference's loss, for some parameters of each tensor
//
// All start from the parameters that a training would start from, and take the same inputs.  Frozen layers
// have no gradient.
//
// Where a function has a kink (relu at 0) the derivative depends on the side.  A sample whose
// pre-activation is so near one that float and double may take different sides is left out, and a
// parameter whose step crosses one is not compared; both are counted.
#pragma once

#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/data/source.hpp"
#include "mlp/model/model.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

struct GradientCheckOptions {
  Index samples = 0;                // the first that training takes; 0: its first batch
  Index quotients_per_tensor = 50;  // drawn by the recipe's seed, and the largest; 0: every parameter
  double tolerance = 1e-4;
  const Model* start_from = nullptr;  // the model that recipe.model.start_from names
};

// Differences are relative to the largest value of the tensor's gradient by the reference, or to a millionth
// of the largest of all tensors where that is more.
struct TensorGradientCheck {
  std::string name;
  Index parameters = 0;
  double largest_value = 0.0;
  double engine_difference = 0.0;  // the largest between engine and reference
  Index quotients = 0;             // compared
  Index kinks = 0;                 // not compared, because the step crosses one
  double quotient_difference = 0.0;
};

struct MLP_API GradientCheck {
  Index samples = 0;       // compared
  Index kink_samples = 0;  // left out
  double loss = 0.0;       // of the reference
  double tolerance = 0.0;
  std::vector<TensorGradientCheck> tensors;

  // Whether every difference is within the tolerance.
  bool passed() const;
};

// Throws what train() does for a recipe or rows that do not fit, and DataError when every sample is
// near a kink.
MLP_API GradientCheck check_gradient(const Recipe& recipe, const RowView& train_rows,
                                     const PreprocessConfig& preprocess = {},
                                     const GradientCheckOptions& options = {});

}  // namespace mlp
