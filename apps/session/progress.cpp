#include "session/progress.hpp"

#include <algorithm>

#include "session/progress_bar.hpp"
#include "tables/number_text.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"

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
  latest_.step = plan.first_step;
  curve_.emplace(epochs_done(), static_cast<double>(plan.epochs));
  show((plan.beginning.empty() ? "" : plan.beginning + "\n\n") + table_->head());
  start_ = epoch_start_ = Clock::now();
}

// Lines for good: at once where nothing is redrawn.
void Progress::show(const std::string& lines) {
  if (!terminal_.can_redraw) return say(lines);
  area_.add(lines);
}

double Progress::epochs_done() const {
  return static_cast<double>(latest_.step) /
         static_cast<double>(std::max<mlp::Index>(1, plan_.steps_per_epoch));
}

void Progress::on_step(const StepReport& report) {
  latest_ = report;
  if (!terminal_.can_redraw) return;
  // An epoch's end brings a line of its own, which then need not wait.
  const bool ends_epoch = report.step == report.epoch * plan_.steps_per_epoch;
  if (ends_epoch || !area_.is_due()) return;
  // Later epochs are a point each; the mean over the first few steps of one would be noise.
  if (report.epoch == 1) curve_->add_training(epochs_done(), report.mean_loss);
  draw();
}

std::string Progress::bar(int width) const {
  const Clock::time_point now = Clock::now();
  const auto steps = static_cast<double>(plan_.steps_per_epoch * plan_.epochs - plan_.first_step);
  const auto done = static_cast<double>(std::max<mlp::Index>(1, latest_.step - plan_.first_step));
  const auto in_epoch = static_cast<double>(latest_.step - (latest_.epoch - 1) * plan_.steps_per_epoch) /
                        static_cast<double>(plan_.steps_per_epoch);
  const double rate = static_cast<double>(latest_.samples_in_epoch) / seconds(now - epoch_start_);
  const double left = seconds(now - start_) / done * (steps - done);
  ProgressState state{.epoch = count_text(latest_.epoch) + "/" + count_text(plan_.epochs),
                      .share = in_epoch,
                      .remarks = {"loss " + value_text(latest_.mean_loss)}};
  state.remarks.push_back(duration_text(left) + " left");
  if (!latest_validation_.empty()) state.remarks.push_back(latest_validation_);
  state.remarks.push_back(rate_text(rate) + " samples/s");
  return progress_bar(state, terminal_, width);
}

void Progress::draw() {
  const TerminalSize window = standard_error_size();
  std::vector<std::string> lines;
  // Most of the window stays the table's.
  constexpr int tall = 20, wide = 50, widest = 90;
  if (window.lines >= tall && window.columns >= wide) {
    const PlotSize size{.width = std::min(window.columns - 1, widest),
                        .height = std::min(window.lines / 5, 6)};
    lines = curve_->lines(size, terminal_);
    if (!lines.empty()) lines.insert(lines.begin(), "");
  }
  lines.push_back(bar(window.columns));
  area_.draw(lines);
}

void Progress::on_epoch(const EpochReport& report) {
  show(table_->line(report, latest_.samples_in_epoch));
  curve_->add_training(static_cast<double>(report.epoch), report.train.loss);
  if (report.validation) {
    const auto& metrics = report.validation->metrics;
    curve_->add_validation(static_cast<double>(report.epoch), report.validation->loss);
    latest_validation_ =
        metrics.empty() ? "validation loss " + value_text(report.validation->loss)
                        : "validation " + metrics.front().first + " " + value_text(metrics.front().second);
  }
  if (terminal_.can_redraw && area_.is_due()) draw();
  epoch_start_ = Clock::now();
}

void Progress::on_health(const mlp::HealthReport& report) {
  for (const mlp::Problem& problem : report.problems) note(problem.sentence + "; " + problem.advice + ".");
}

void Progress::note(const std::string& words) {
  const std::string sentence = printable(words);
  if (!terminal_.can_redraw) return say(sentence + "\n");
  constexpr int indent = 2;
  const std::string text = wrapped(sentence, std::max(20, standard_error_size().columns - 1), indent);
  area_.add(coloured(terminal_, text, "33") + "\n");
}
