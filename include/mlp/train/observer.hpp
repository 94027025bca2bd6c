// What a trainer reports while it runs.  Called on the thread that called train().
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/model/model.hpp"
#include "mlp/train/health.hpp"

namespace mlp {

// Loss and metrics over some rows, in the config's order of metrics.
struct Scores {
  double loss = 0.0;
  std::vector<std::pair<std::string, double>> metrics;  // name, value
};

struct TrainingPlan {
  Index training_rows = 0;
  Index steps_per_epoch = 0;
  Index epochs = 0;
  Index first_step = 0;  // steps done before, by the run that is resumed
  int threads = 1;
  Architecture architecture;
  std::string beginning;  // which layers come from a trained model or are frozen, in sentences; or empty
};

struct StepReport {
  Index epoch = 0;  // from 1
  Index step = 0;   // from 1, over all epochs
  Index samples_in_epoch = 0;
  double mean_loss = 0.0;  // of this epoch so far
};

struct EpochReport {
  Index epoch = 0;             // from 1
  Index step = 0;              // steps done
  double learning_rate = 0.0;  // of the epoch's last step
  std::string parameters_sha256;
  Scores train;  // running means of the epoch
  std::optional<Scores> validation;
  bool is_best = false;           // by the early stopping's monitor
  double training_seconds = 0.0;  // of this epoch, without validation
  double validation_seconds = 0.0;
};

// The step that could not be taken, as its loss or a gradient is not finite.
struct Divergence {
  Index epoch = 0;               // from 1
  Index step = 0;                // from 1, over all epochs
  std::string tensor = {};       // where it was first seen: "inputs", "layers.1.values", "layers.0.deltas"
  Index layer = 0;               // of that tensor
  bool is_gradient = false;      // the loss is finite
  std::vector<Index> rows = {};  // of the batch, in the data set of the training rows, from 0
  Index features = 0;
  FlatBuffer<float> inputs = {};  // rows × features, as the network got them
};

// What an observer wants next.
enum class Wish {
  go_on,
  checkpoint,  // on_checkpoint() now, then go on
  stop,        // on_checkpoint() now, then train() returns with what there is
};

struct TrainState;  // all that training keeps; what a checkpoint holds

class MLP_API Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_start(const TrainingPlan&) {}
  virtual void on_step(const StepReport&) {}   // after every step: must be quick
  virtual Wish wish() { return Wish::go_on; }  // asked after every step
  virtual void on_epoch(const EpochReport&) {}
  virtual void on_health(const HealthReport&) {}    // after on_epoch(), of examined epochs
  virtual void on_divergence(const Divergence&) {}  // before train() throws Diverged
  // As often as the recipe's training.checkpoint says, as wished, and at the end.
  virtual void on_checkpoint(const TrainState&) {}
};

}  // namespace mlp
