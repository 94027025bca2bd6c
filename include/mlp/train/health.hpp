// The health of a network while it trains (dead and saturated units, gradients, updates), and the problems it
// points to.
//
// At the end of an examined epoch some of the training rows (at least 128, at most 512) go through the
// network as it then is; where a unit fires for none of them, all rows do, so that a unit is called dead only
// where none makes it fire.  Gradients and updates are those of some of the epoch's own steps.
// docs/health.md has the formulas, and the thresholds with their sources.
//
// Nothing of it reaches a weight: the same model comes out with and without.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/fields.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

struct Model;
struct RowView;

// Goes on and says so.
struct Warn {
  static constexpr std::string_view name = "warn";
  static constexpr std::string_view help = "goes on and says what was seen";
  static void fields(auto&, auto&) {}
};

// Ends training after the epoch in which a problem arises.
struct StopTraining {
  static constexpr std::string_view name = "stop";
  static constexpr std::string_view help = "ends training after the epoch in which a problem arises";
  static void fields(auto&, auto&) {}
};

using OnProblem = std::variant<Warn, StopTraining>;

struct HealthConfig {
  Index every_epochs = 1;
  OnProblem on_problem = Warn{};
  static void fields(auto& self, auto& field) {
    field("every_epochs", self.every_epochs, at_least(0), "epochs from one examination to the next; 0: none");
    field("on_problem", self.on_problem, anything, "what follows when a problem arises: warn or stop");
  }
};

// How often values fell into equal parts of [low, high].
struct Histogram {
  double low = 0.0;
  double high = 0.0;
  std::vector<Index> counts = {};
};

// A unit through which no gradient passes, for any of the training rows.
struct DeadUnit {
  Index unit = 0;
  Index since_epoch = 0;     // the examination that first found it so; 0: before training
  bool is_provable = false;  // no inputs within the observed ranges could make it fire
  double bias = 0.0;
  double weight_norm = 0.0;
  std::string cause = {};  // the likely one, in words
};

struct LayerHealth {
  Index layer = 0;
  std::string activation = {};
  Index units = 0;
  double zeros = 0.0;      // share of values that are exactly 0
  double saturated = 0.0;  // share of values whose slope is below 1 % of its maximum; 0 where none saturates
  std::vector<DeadUnit> dead = {};
  Histogram histogram = {};  // of the values that the activation gives
  Histogram weight_histogram = {};
  double weight_norm = 0.0;  // of the weights and biases
  // Means over the epoch's watched steps; absent where the layer is frozen, and with lbfgs.
  std::optional<double> gradient_norm = {};
  std::optional<double> update_ratio = {};  // length of an update / length of what it changes
  Index nonfinite = 0;                      // units with a gradient that is not finite, over those steps

  // How many of the dead units are provably dead.
  Index provably_dead() const;
};

struct RevivedUnit {
  Index layer = 0;
  Index unit = 0;
};

// What a rule found wrong, the first time that it did.
struct Problem {
  std::string rule = {};            // "dying", "vanishing", …
  std::optional<Index> layer = {};  // absent: the whole network, or the data
  std::vector<Index> units = {};    // of the layer, where the rule names them
  Index epoch = 0;
  std::string sentence = {};  // what was seen and where
  std::string advice = {};    // what to try
  std::string key = {};       // the JSON pointer of the advice, in the config
};

struct HealthReport {
  Index epoch = 0;
  Index step = 0;
  std::vector<LayerHealth> layers = {};
  std::optional<double> gradient_ratio = {};  // gradient_norm of the first layer that learns / the last's
  std::vector<RevivedUnit> revived = {};      // they were dead at the last examination
  std::vector<Problem> problems = {};         // that arose in this epoch
};

// The health of a model on some rows, as training would report it at an epoch's end.  Where the rows have
// targets, gradients are those of their first batch, of at most 1024.  threads 0: chosen by the size of the
// work.  Throws DataError when the rows do not fit the model.
MLP_API HealthReport examine(const Model& model, const RowView& rows, int threads = 0);

}  // namespace mlp
