#include "train/monitoring.hpp"

#include <cmath>
#include <optional>
#include <variant>

#include "train/learning_rate.hpp"

namespace mlp {

double Monitoring::value_of(const std::string& monitor, const EpochReport& report) const {
  return monitored_value(monitor, recipe_.metrics, report.train, report.validation);
}

bool Monitoring::note_best(const EpochReport& report, const FlatBuffer<float>& validated,
                           TrainState& state) const {
  const std::optional<EarlyStopping>& stopping = recipe_.training.early_stopping;
  if (!stopping) return false;
  const double value = value_of(stopping->monitor, report);
  if (!(value < state.best_value - stopping->min_delta)) return false;
  state.best_value = value;
  state.best_epoch = state.epoch;
  state.best_parameters = validated;
  return true;
}

void Monitoring::note_plateau(const EpochReport& report, TrainState& state) const {
  const auto* const schedule = std::get_if<ReduceOnPlateau>(&recipe_.schedule);
  if (!schedule || state.step <= warmup_steps(recipe_.schedule, length_)) return;
  state.plateau = after_epoch(*schedule, state.plateau, value_of(schedule->monitor, report));
}

bool Monitoring::note(const EpochReport& report, const FlatBuffer<float>& validated,
                      TrainState& state) const {
  note_plateau(report, state);
  return note_best(report, validated, state);
}

bool Monitoring::patience_is_over(const TrainState& state) const {
  const std::optional<EarlyStopping>& stopping = recipe_.training.early_stopping;
  return stopping && state.epoch - state.best_epoch >= stopping->patience;
}

std::vector<Watched> Monitoring::never_measured(const EpochReport& report, const TrainState& state) const {
  std::vector<Watched> never = monitors_of(recipe_);
  std::erase_if(never, [&](const Watched& watched) {
    const double best = watched.is_plateau ? state.plateau.best_value : state.best_value;
    return std::isfinite(best) || !std::isnan(value_of(watched.monitor, report));
  });
  return never;
}

}  // namespace mlp
