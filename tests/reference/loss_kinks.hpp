// Where a loss's slope jumps: difference quotients and float must keep away from it.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "mlp/choice/loss.hpp"
#include "reference/network.hpp"

namespace mlp {

// The least distance of an output, or of a margin, from where the loss's slope jumps.
inline double nearest_kink_of_loss(const Loss& loss, const ReferenceLayer& output,
                                   const ReferenceBatch& batch) {
  double nearest = std::numeric_limits<double>::infinity();
  if (traits_of(loss).form == LossForm::each_output) return (output.A - batch.numbers).cwiseAbs().minCoeff();
  if (traits_of(loss).predictions != PredictionKind::scores) return nearest;
  for (Index n = 0; n < batch.samples(); ++n) {
    const Index y = batch.classes[static_cast<std::size_t>(n)];
    for (Index k = 0; k < output.Z.rows(); ++k) {
      const double margin = output.Z.rows() > 1 ? 1.0 - output.Z(y, n) + output.Z(k, n)
                                                : 1.0 - (y == 1 ? 1.0 : -1.0) * output.Z(0, n);
      nearest = std::min(nearest, std::abs(margin));
    }
  }
  return nearest;
}

}  // namespace mlp
