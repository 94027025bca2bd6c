#include "session/epoch_table.hpp"

#include <algorithm>

#include "tables/number_text.hpp"
#include "tables/text_table.hpp"
#include "terminal/terminal.hpp"

using mlp::EpochReport;
using mlp::Index;
using mlp::Scores;

static constexpr int number_width = 8;
static constexpr int gap = 3;
static constexpr std::string_view best_mark = "   best";

EpochTable::EpochTable(const std::vector<std::string>& metrics, bool has_validation, Index epochs, int width)
    : epochs_(epochs), epoch_width_(std::max(7, 2 * display_width(count_text(epochs)) + 3)) {
  const auto build = [&] {
    columns_.clear();
    const auto add = [&](const std::string& group, const std::string& title) {
      columns_.push_back({group, title, std::max(number_width, display_width(title))});
    };
    add("training", "loss");
    if (has_training_metrics_) {
      for (const std::string& metric : metrics) add("training", metric);
    }
    if (has_validation) {
      add("validation", "loss");
      if (has_validation_metrics_) {
        for (const std::string& metric : metrics) add("validation", metric);
      }
    }
    if (!has_speed_) return;
    add("", "samples/s");
    add("", "time");
  };
  build();
  const auto drop_if_too_wide = [&](bool& part) {
    // The last column stays free: some terminals begin a new line when it is written.
    if (width_of_all() < width) return;
    part = false;
    build();
  };
  if (has_validation) drop_if_too_wide(has_training_metrics_);
  drop_if_too_wide(has_speed_);
  drop_if_too_wide(has_validation_metrics_);
  drop_if_too_wide(has_training_metrics_);
  drop_if_too_wide(has_mark_);
  // What is then left of a very narrow one: the epoch and the training loss.
  if (width_of_all() >= width) columns_.resize(1);
  if (width_of_all() >= width) {
    has_total_ = false;
    epoch_width_ = std::max(7, display_width(count_text(epochs)) + 1);
  }
}

int EpochTable::width_of_all() const {
  int width = epoch_width_ + (has_mark_ ? static_cast<int>(best_mark.size()) : 0);
  for (const Column& column : columns_) width += gap + column.width;
  return width;
}

std::string EpochTable::head() const {
  std::string groups(static_cast<std::size_t>(epoch_width_), ' ');
  std::string titles = padded_to(epoch_width_, "epoch", Align::right);
  std::string open_group;
  for (const Column& column : columns_) {
    titles += padded_to(gap + column.width, column.title, Align::right);
    // A group's name stands over its first column, ends aligned.
    const bool is_new = column.group != open_group;
    groups += padded_to(gap + column.width, is_new ? column.group : "", Align::right);
    open_group = column.group;
  }
  groups.erase(groups.find_last_not_of(' ') + 1);
  return groups + "\n" + titles + "\n";
}

std::string EpochTable::line(const EpochReport& report, Index samples) const {
  std::vector<std::string> cells;
  const auto add = [&](const Scores& scores, bool with_metrics) {
    cells.push_back(value_text(scores.loss));
    if (!with_metrics) return;
    for (const auto& [name, value] : scores.metrics) cells.push_back(value_text(value));
  };
  add(report.train, has_training_metrics_);
  if (report.validation) add(*report.validation, has_validation_metrics_);
  if (has_speed_) {
    cells.push_back(rate_text(static_cast<double>(samples) / report.training_seconds));
    cells.push_back(duration_text(report.training_seconds + report.validation_seconds));
  }
  const std::string total = has_total_ ? "/" + count_text(epochs_) : "";
  std::string text = padded_to(epoch_width_, count_text(report.epoch) + total, Align::right);
  for (std::size_t i = 0; i < std::min(cells.size(), columns_.size()); ++i) {
    text += padded_to(gap + columns_[i].width, cells[i], Align::right);
  }
  return text + (has_mark_ && report.is_best ? std::string(best_mark) : "") + "\n";
}
