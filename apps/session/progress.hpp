// Shows a training as it goes: a line an epoch and, on a terminal, a bar below it; above the bar the curve
// of the losses where the window is tall enough.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "mlp/choice/metric.hpp"
#include "mlp/train/observer.hpp"
#include "session/epoch_table.hpp"
#include "session/loss_curve.hpp"
#include "terminal/live_area.hpp"
#include "terminal/terminal.hpp"

class Progress : public mlp::Observer {
 public:
  Progress(const Terminal& terminal, const std::vector<mlp::Metric>& metrics, bool has_validation);

  void on_start(const mlp::TrainingPlan& plan) override;
  void on_step(const mlp::StepReport& report) override;
  void on_epoch(const mlp::EpochReport& report) override;
  void on_health(const mlp::HealthReport& report) override;  // its problems, as sentences

  // Says a sentence among the epochs' lines.
  void note(const std::string& sentence);

  // Takes bar and curve off the screen.
  void clear() { area_.clear(); }

 private:
  using Clock = std::chrono::steady_clock;

  void show(const std::string& lines);
  void draw();
  std::string bar(int width) const;
  double epochs_done() const;

  Terminal terminal_;
  std::vector<std::string> metrics_;  // their names, in the config's order
  bool has_validation_;
  mlp::TrainingPlan plan_;
  std::optional<EpochTable> table_;
  std::optional<LossCurve> curve_;
  mlp::StepReport latest_;
  Clock::time_point start_;
  Clock::time_point epoch_start_;
  std::string latest_validation_;
  LiveArea area_;
};
