// Many rows forward through a network, a segment at a time, shared by a team.
#pragma once

#include <cstdint>
#include <functional>

#include "data/encoded_rows.hpp"
#include "mlp/base/matrix_view.hpp"
#include "mlp/base/team.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/data/preprocess.hpp"
#include "mlp/model/model.hpp"
#include "nn/network.hpp"
#include "nn/passes.hpp"
#include "nn/workspace.hpp"

namespace mlp {

// The whole of an encoded data set as passes read it; `rows` and `size` are left for the caller to set.
// The scalings must outlive the batch.  Targets are attached when the data set has them.
Batch batch_of(const Dataset& dataset, const ColumnScaling& inputs, const ColumnScaling& targets);

// Encoded rows, all in their order.  The model and the rows must outlive the batch.
Batch batch_of(const Model& model, const EncodedRows& rows);

// Throws DataError when inputs have another number of features than expected.
void check_features(Index expected, Index features);

// The same for a matrix, features × samples.  Throws DataError when `outputs` does not fit.
void check_matrices(const Model& model, ConstMatrixView inputs, MatrixView outputs);

// The columns of a matrix, features × samples, as a batch without targets.
Batch batch_of(ConstMatrixView inputs, const ColumnScaling& scaling);

// Throws DataError when the model cannot be evaluated on these rows, encoded (EncodedRows): other features,
// no targets, targets of the other kind, another number of classes or outputs.
void check_rows_fit(const Model& model, const RowView& rows);

// Copies what the network puts out for some samples, `from_stride` floats a sample, as predictions: numbers
// in their original units (a / scale + shift, before their transform), `stride` floats a sample.
void copy_outputs(const Model& model, const float* from, Index from_stride, Index samples, float* to,
                  Index stride);

// The same for the workspace's first `samples` samples.
void copy_outputs(const Model& model, const Workspace& workspace, Index samples, float* to, Index stride);

// The class that the model predicts for a sample of the workspace: by its decision threshold, else by the
// largest logit.
std::int32_t predicted_class(const Model& model, const Workspace& workspace, Index sample);

Predictions empty_predictions(const Model& model, Index rows);

// Copies the workspace's first `samples` samples to predictions [first, first + samples).
void copy_predictions(const Model& model, const Workspace& workspace, Index first, Index samples,
                      Predictions& predictions);

class Inference {
 public:
  // The network and the team must outlive this.
  Inference(const Network& network, Team& team);

  // Runs `batch` through the network and calls consume(first, samples) on this thread after every
  // segment, in ascending order; the segment's samples stand in workspace() from 0.
  void run(const float* parameters, const Batch& batch,
           const std::function<void(Index first, Index samples)>& consume);

  Workspace& workspace() { return workspace_; }

 private:
  const Network& network_;
  Team& team_;
  Workspace workspace_;
};

}  // namespace mlp
