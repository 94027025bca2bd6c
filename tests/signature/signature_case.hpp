// Small trainings that together use every alternative of every choice: what the golden signatures
// and the signature program are made of.
//
// The table follows the variants, so a new activation, loss, initializer, optimizer, schedule,
// metric or scaling is in it as soon as it is listed.  What defaults leave out (momentum, label
// smoothing, a warm-up, shapes that fill no vector) has lines of its own.
#pragma once

#include <string>
#include <vector>

#include "mlp/choice/scaling.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

struct SignatureCase {
  std::string name;  // "activation.tanh"
  Recipe recipe = {};
  Scaling inputs = Standardize{};
  Scaling targets = NoScaling{};
  Index rows = 35;  // a fifth of them to validate on
  Index features = 5;
  Index outputs = 3;                     // classes or numbers; two classes where the loss takes no more
  bool of_bytes = false;                 // inputs are images
  bool of_weights = false;               // rows have weights
  std::vector<DataColumn> columns = {};  // of inputs that are encoded
  std::vector<ColumnConfig> target_columns = {};
};

std::vector<SignatureCase> all_signature_cases();

}  // namespace mlp
