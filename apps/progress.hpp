// Shows a training as it goes: a line an epoch and, on a terminal, a bar below it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "epoch_table.hpp"
#include "mlp/choice/metric.hpp"
#include "mlp/train/observer.hpp"
#include "terminal.hpp"

class Progress : public mlp::Observer {
 public:
  Progress(const Terminal& terminal, const std::vector<mlp::Metric>& metrics, bool has_validation);
  ~Progress() override { clear(); }

  void on_start(const mlp::TrainingPlan& plan) override;
  void on_step(const mlp::StepReport& report) override;
  void on_epoch(const mlp::EpochReport& report) override;

  // Takes the bar off the screen.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  void draw(const mlp::StepReport& report, Clock::time_point now);

  Terminal terminal_;
  std::vector<std::string> metrics_;  // their names, in the config's order
  bool has_validation_;
  bool is_drawn_ = false;
  mlp::TrainingPlan plan_;
  std::optional<EpochTable> table_;
  mlp::Index samples_in_epoch_ = 0;
  Clock::time_point start_;
  Clock::time_point epoch_start_;
  Clock::time_point last_drawn_;
  std::string latest_validation_;
};
