#include "train/health/health_monitor.hpp"

#include "train/health/dead_units.hpp"
#include "train/health/gradient_flow.hpp"
#include "train/health/health_report.hpp"
#include "train/health/health_rules.hpp"

namespace mlp {

HealthMonitor::HealthMonitor(const Recipe& recipe, const Model& model, const Network& network,
                             const EncodedRows& rows, const Batch& batch, Team& team,
                             const TrainingLength& length)
    : recipe_(recipe),
      network_(network),
      length_(length),
      data_(facts_of(model, rows)),
      examiner_(network, batch, team) {}

void HealthMonitor::begin(const float* parameters, HealthState& state) {
  clear_flow(network_, state);
  const Observation& seen = examiner_.look(
      parameters, [&](const Observation& so_far) { return has_silent_units(network_, so_far); });
  follow_deaths(network_, parameters, seen, 0, state);
}

bool HealthMonitor::watches(Index step) const {
  const Index epoch = step / length_.steps_per_epoch + 1;
  return examines(epoch, epoch == length_.epochs) &&
         is_watched_step(step % length_.steps_per_epoch, length_.steps_per_epoch);
}

void HealthMonitor::add_step(const StepWatch& watch, HealthState& state) const {
  add_watched_step(network_, watch, state);
}

void HealthMonitor::remember(const EpochReport& epoch, HealthState& state) const {
  mlp::remember(epoch, state.losses);
}

bool HealthMonitor::examines(Index epoch, bool is_last) const {
  return epoch % recipe_.health.every_epochs == 0 || is_last;
}

HealthReport HealthMonitor::examine(const EpochReport& epoch, const float* parameters, bool is_last,
                                    const std::vector<Watched>& never_measured, HealthState& state) {
  const Observation& seen = examiner_.look(parameters, [&](const Observation& so_far) {
    return is_last ? has_silent_units(network_, so_far) : has_suspects(network_, so_far, state.dead);
  });
  HealthReport report = report_of(network_, seen, parameters, epoch.epoch, state);
  report.step = epoch.step;
  report.problems = apply_rules({.network = network_,
                                 .recipe = recipe_,
                                 .data = data_,
                                 .seen = seen,
                                 .report = report,
                                 .epoch = &epoch,
                                 .is_last = is_last,
                                 .never_measured = never_measured},
                                state);
  clear_flow(network_, state);
  return report;
}

}  // namespace mlp
