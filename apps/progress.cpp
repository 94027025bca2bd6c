#include "progress.hpp"

#include "number_text.hpp"
#include "output.hpp"
#include "progress_bar.hpp"

using mlp::EpochReport;
using mlp::StepReport;
using mlp::TrainingPlan;

static double seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

Progress::Progress(const Terminal& terminal, const std::vector<mlp::Metric>& metrics, bool has_validation)
    : terminal_(terminal), has_validation_(has_validation) {
  for (const mlp::Metric& metric : metrics) metrics_.push_back(label_of(metric));
}

void Progress::on_start(const TrainingPlan& plan) {
  plan_ = plan;
  // Where no terminal sets a width, all columns are wanted.
  constexpr int unlimited = 1000;
  table_.emplace(metrics_, has_validation_, plan.epochs,
                 terminal_.can_redraw ? standard_error_size().columns : unlimited);
  if (!plan.beginning.empty()) say(plan.beginning + "\n\n");
  say(table_->head());
  start_ = epoch_start_ = last_drawn_ = Clock::now();
}

void Progress::on_step(const StepReport& report) {
  samples_in_epoch_ = report.samples_in_epoch;
  if (!terminal_.can_redraw) return;
  constexpr auto pause = std::chrono::milliseconds(100);
  const Clock::time_point now = Clock::now();
  if (now - last_drawn_ < pause) return;
  last_drawn_ = now;
  draw(report, now);
}

void Progress::draw(const StepReport& report, Clock::time_point now) {
  const auto steps = static_cast<double>(plan_.steps_per_epoch * plan_.epochs);
  const auto done = static_cast<double>(report.step);
  const auto in_epoch = static_cast<double>(report.step - (report.epoch - 1) * plan_.steps_per_epoch) /
                        static_cast<double>(plan_.steps_per_epoch);
  const double rate = static_cast<double>(report.samples_in_epoch) / seconds(now - epoch_start_);
  const double left = seconds(now - start_) / done * (steps - done);
  ProgressState state{.epoch = count_text(report.epoch) + "/" + count_text(plan_.epochs),
                      .share = in_epoch,
                      .remarks = {"loss " + value_text(report.mean_loss)}};
  state.remarks.push_back(duration_text(left) + " left");
  if (!latest_validation_.empty()) state.remarks.push_back(latest_validation_);
  state.remarks.push_back(rate_text(rate) + " samples/s");
  say("\r" + progress_bar(state, terminal_, standard_error_size().columns) + "\x1b[K");
  is_drawn_ = true;
}

void Progress::clear() {
  if (is_drawn_) say("\r\x1b[K");
  is_drawn_ = false;
}

void Progress::on_epoch(const EpochReport& report) {
  clear();
  say(table_->line(report, samples_in_epoch_));
  if (report.validation) {
    const auto& metrics = report.validation->metrics;
    latest_validation_ =
        metrics.empty() ? "validation loss " + value_text(report.validation->loss)
                        : "validation " + metrics.front().first + " " + value_text(metrics.front().second);
  }
  epoch_start_ = Clock::now();
}
