// Everything that determines a trained network but the data: what a config says besides `data`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/fields.hpp"
#include "mlp/choice/augmentation.hpp"
#include "mlp/choice/gradient_clipping.hpp"
#include "mlp/choice/loss.hpp"
#include "mlp/choice/metric.hpp"
#include "mlp/choice/mixup.hpp"
#include "mlp/choice/optimizer.hpp"
#include "mlp/choice/schedule.hpp"
#include "mlp/nn/architecture.hpp"
#include "mlp/train/health.hpp"

namespace mlp {

// Stops when the monitored value has not become strictly better for `patience` epochs, and brings
// back the weights of the best epoch.
struct EarlyStopping {
  std::string monitor = "validation.loss";  // "train." or "validation." and "loss" or a metric
  Index patience = 5;
  double min_delta = 0.0;
  static void fields(auto& self, auto& field) {
    field("monitor", self.monitor, at_least(1), "train. or validation., then loss or a metric's name");
    field("patience", self.patience, at_least(1), "epochs without improvement before stopping");
    field("min_delta", self.min_delta, at_least(0.0), "the least change that counts as improvement");
  }
};

// When the state is saved while training, so that an interrupted run can go on; also at the end.
struct CheckpointConfig {
  double every_seconds = 30.0;
  Index every_epochs = 0;
  Index every_steps = 0;
  static void fields(auto& self, auto& field) {
    field("every_seconds", self.every_seconds, at_least(0.0),
          "seconds between two checkpoints; 0: not by time");
    field("every_epochs", self.every_epochs, at_least(0), "epochs between two checkpoints; 0: not by epochs");
    field("every_steps", self.every_steps, at_least(0), "steps between two checkpoints; 0: not by steps");
  }
};

// Penalties and limits that any optimizer may have; the L2 penalty is the optimizers' own weight_decay.
//
//   g += l1·sign(w)  of the weights, not the biases, after clipping and before weight decay
//   w ← w·max_norm / ‖w‖  after the update, of a unit whose incoming weights are longer than max_norm
struct RegularizationConfig {
  double l1 = 0.0;
  double max_norm = 0.0;
  static void fields(auto& self, auto& field) {
    field("l1", self.l1, at_least(0.0), "L1 penalty on the weights, not the biases");
    field("max_norm", self.max_norm, at_least(0.0),
          "the longest vector of a unit's incoming weights; 0: any");
  }
};

// An exponential moving average of the parameters,
//
//   average ← decay·average + (1 − decay)·parameters  after each step, from the parameters before the first;
//   with warmup the decay of step t, from 1, is at most (1 + t) / (10 + t).
//
// It is what is validated, what early stopping keeps as the best weights, and the final model.  Training goes
// on from the parameters themselves, whose SHA-256 is what an epoch reports.
// Polyak & Juditsky 1992, in the form of Keras and timm; the warm-up as TensorFlow's.
struct WeightAverage {
  double decay = 0.999;
  bool warmup = false;
  static void fields(auto& self, auto& field) {
    field("decay", self.decay, at_least(0.0).below(1.0),
          "how much of the average a step keeps; 0.999 means the last 1000 steps or so");
    field("warmup", self.warmup, anything,
          "a smaller decay in the first steps, so that the start is forgotten");
  }
};

// Which rows an epoch visits.
struct EachRowOnce {
  static constexpr std::string_view name = "each_row";
  static constexpr std::string_view help = "every row once";
  static void fields(auto&, auto&) {}
};

// As many rows as there are, but equally many of each class: rows of rare classes come several times, and
// each epoch sees only some of the frequent ones (data/balanced_rows.hpp).  Training figures are of the rows
// visited.
struct BalancedClasses {
  static constexpr std::string_view name = "balanced";
  static constexpr std::string_view help = "as many of each class, those of rare ones several times";
  static void fields(auto&, auto&) {}
};

using Sampling = std::variant<EachRowOnce, BalancedClasses>;

struct TrainingConfig {
  Index epochs = 10;
  std::optional<Index> batch_size = {};  // default: 32; all rows for lbfgs
  bool shuffle = true;
  Sampling sampling = EachRowOnce{};
  bool drop_last = false;
  std::optional<EarlyStopping> early_stopping = {};
  CheckpointConfig checkpoint = {};
  std::optional<GradientClipping> gradient_clipping = {};
  RegularizationConfig regularization = {};
  std::optional<WeightAverage> ema = {};
  std::optional<Augmentation> augmentation = {};
  std::optional<Mixup> mixup = {};
  static void fields(auto& self, auto& field) {
    field("epochs", self.epochs, at_least(1), "passes over the training rows");
    field("batch_size", self.batch_size, at_least(1),
          "samples a step, 32 unless said; more than there are rows means all");
    field("shuffle", self.shuffle, anything, "a new order of the rows each epoch");
    field("sampling", self.sampling, anything, "which rows an epoch visits");
    field("drop_last", self.drop_last, anything, "leave out a last batch that is not full");
    field("early_stopping", self.early_stopping, anything,
          "stop when nothing improves; best weights restored");
    field("checkpoint", self.checkpoint, anything, "when the state is saved while training");
    field("gradient_clipping", self.gradient_clipping, anything, "keeps gradients from being too long");
    field("regularization", self.regularization, anything,
          "L1 penalty; limit on the norm of a unit's weights");
    field("augmentation", self.augmentation, anything.left_out_when_unset(),
          "inputs are pictures, each of which is moved a little, anew in every step");
    field("mixup", self.mixup, anything, "each sample is mixed with another of its batch");
    field("ema", self.ema, anything, "moving average of the weights: validated, and the final model");
  }
};

struct Recipe {
  std::uint64_t seed = 1;
  ModelConfig model;
  Loss loss;
  Optimizer optimizer;
  Schedule schedule;
  TrainingConfig training;
  HealthConfig health;
  std::vector<Metric> metrics;
  static void fields(auto& self, auto& field) {
    field("model", self.model, anything.required(), "the network's layers");
    field("loss", self.loss, anything.required(), "what training minimises");
    field("optimizer", self.optimizer, anything, "how a gradient changes the weights");
    field("schedule", self.schedule, anything, "how the learning rate moves");
    field("training", self.training, anything, "epochs, batches, stopping");
    field("health", self.health, anything,
          "how often the network is examined while it trains, and what follows");
    field("metrics", self.metrics, anything, "what is reported besides the loss; default follows the loss");
  }
};

// The recipe with every default that depends on other fields filled in: output layer; initializers; metrics
// (accuracy for classes, rmse for numbers); batch size (none for lbfgs, which takes all rows, in their own
// order).
// Throws ConfigError naming the JSON pointer where choices do not fit each other: a metric of the
// other kind of target, softmax in a hidden layer, nesterov without momentum, a monitor that
// names nothing (a `validation.` one where there is no validation: `has_validation`), what lbfgs cannot do.
MLP_API Recipe resolved(const Recipe& recipe, bool has_validation);

// What is allowed but seldom intended, each with its JSON pointer and a hint, for the caller to show.
// REQUIRES: `recipe` is resolved.
MLP_API std::vector<std::string> warnings_about(const Recipe& recipe);

}  // namespace mlp
