// What the training rows are like by themselves: what a network has to be measured against.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/encoded_rows.hpp"
#include "mlp/model/model.hpp"

namespace mlp {

struct DataFacts {
  // The mean loss of the best prediction that is the same for every row, where it is known in closed form: of
  // cross_entropy and binary_cross_entropy without weights, and of mse.
  std::optional<double> constant_loss;
  double commonest_share = 0.0;  // of the rows: those with the commonest class, or target where there is one
  std::string commonest;         // that class or target
  std::vector<std::string> input_names;

  std::string input_name(Index input) const;
};

// Of rows that have targets, as `model` takes them.
DataFacts facts_of(const Model& model, const EncodedRows& rows);

}  // namespace mlp
