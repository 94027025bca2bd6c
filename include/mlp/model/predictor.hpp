// A model made ready to be asked again and again: for one row at a time, for a server, for a loop that must
// not wait for memory.
//
//   mlp::Predictor predictor(model);
//   predictor.predict(x, y);   // x  features × 1,  y  outputs × 1
//
// Everything it needs is allocated at the start, including a second copy of the weights, laid out so that
// predicting one row takes hardly longer than reading them.  A predictor serves one thread; others of the
// same model may work beside it.
#pragma once

#include <memory>

#include "mlp/base/export.hpp"
#include "mlp/base/matrix_view.hpp"
#include "mlp/model/model.hpp"

namespace mlp {

class MLP_API Predictor {
 public:
  // For up to `most_samples` at a time.  The model must outlive this and stay as it is.
  // REQUIRES: most_samples ≥ 1.
  explicit Predictor(const Model& model, Index most_samples = 1);
  ~Predictor();
  Predictor(Predictor&&) noexcept;
  Predictor& operator=(Predictor&&) noexcept;

  // As Model::predict: features × samples to outputs × samples, the same bits, by this thread alone.
  // Throws DataError when the sizes do not fit, or more samples come than there is room for.
  void predict(ConstMatrixView inputs, MatrixView outputs);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mlp
