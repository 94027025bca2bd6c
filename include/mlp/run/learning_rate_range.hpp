// Which learning rate to try first: the loss of one short training whose rate grows all the time.
//
// From `low` to `high` the rate grows by the same factor at every step (Smith 2017, "Cyclical learning rates
// for training neural networks").  The loss of the batches is smoothed as fastai's finder does,
//
//   average ← smoothing·average + (1 − smoothing)·loss,   smoothed = average / (1 − smoothing^steps)
//
// and the sweep ends where the smoothed loss is over 4 times its least, or no longer a number.  The sweep
// looks for this point, so reaching it is no failure.  The suggestion is a tenth of the rate at which the
// smoothed loss is least: there it still falls, with room to the rate where it breaks out (fastai's
// `minimum`, Howard & Gugger 2020).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/train/recipe.hpp"
#include "mlp/train/trainer.hpp"

namespace mlp {

struct RateRangeOptions {
  double low = 1e-6;
  double high = 10.0;
  Index epochs = 0;        // 0: as many as 100 steps need
  double smoothing = 0.9;  // in [0, 1)
};

struct RatePoint {
  double learning_rate = 0.0;
  double loss = 0.0;  // of the step's batch, before the step
  double smoothed = 0.0;
};

struct RateRange {
  std::vector<RatePoint> points;  // step by step
  Index steps = 0;                // planned: more than points where the loss broke out
  bool broke_out = false;
  std::size_t lowest = 0;            // the point of the least smoothed loss
  std::optional<double> suggestion;  // to two digits; none where the loss never fell
  std::optional<double>
      steepest;  // the rate at which the smoothed loss fell fastest, over a twentieth of the sweep
};

// The recipe's schedule and early stopping play no part; all else does.  Layers with a learning rate of their
// own keep its ratio to the optimizer's.  Uses options' preprocess, threads and start_from.
// The same bits for any number of threads.
// Throws ConfigError for an invalid range or smoothing, or an optimizer that takes all rows in each step;
// else what train() throws, except Diverged.
MLP_API RateRange find_learning_rate(const Recipe& recipe, const RowView& rows,
                                     const RateRangeOptions& range = {}, const TrainOptions& options = {});

}  // namespace mlp
