// The rows that are watched during a training, and how the network does on them.
#pragma once

#include <optional>
#include <vector>

#include "data/encoded_rows.hpp"
#include "mlp/base/team.hpp"
#include "mlp/model/model.hpp"
#include "mlp/train/observer.hpp"
#include "model/inference.hpp"
#include "train/row_scorer.hpp"

namespace mlp {

class Validation {
 public:
  // All must outlive this; of the model everything but its parameters is read.  No rows: scores() has none.
  // Throws DataError when the model cannot be evaluated on the rows.
  Validation(const Model& model, const std::vector<Metric>& metrics, const RowView& rows,
             const Network& network, Team& team);

  // With these parameters.  Allocates nothing but what the scores are returned in.
  std::optional<Scores> scores(const float* parameters);

 private:
  const EncodedRows rows_;
  std::optional<Inference> inference_;
  std::optional<RowScorer> scorer_;
  ScoreSums sums_;
  Batch batch_;
};

}  // namespace mlp
