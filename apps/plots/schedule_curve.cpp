#include "plots/schedule_curve.hpp"

#include <algorithm>
#include <variant>
#include <vector>

#include "plots/braille_plot.hpp"
#include "tables/number_text.hpp"
#include "tables/text_table.hpp"
#include "train/learning_rate.hpp"

namespace {

using mlp::Index;
using mlp::Recipe;

class Curve {
 public:
  Curve(const Recipe& recipe, Index training_rows)
      : recipe_(recipe), length_(training_length(recipe.training, training_rows)) {}

  Index epochs() const { return length_.epochs; }
  double at(Index step) const {
    return learning_rate(recipe_.schedule, base_learning_rate(recipe_.optimizer), step, length_);
  }
  // Of an epoch from 0.
  double first(Index epoch) const { return at(epoch * length_.steps_per_epoch); }
  double last(Index epoch) const { return at((epoch + 1) * length_.steps_per_epoch - 1); }
  // At most `count` of all steps, from the first to the last.
  std::vector<double> samples(Index count) const {
    const Index steps = length_.steps();
    std::vector<double> values;
    for (Index i = 0; i < std::min(count, steps); ++i)
      values.push_back(at(steps <= count ? i : i * (steps - 1) / (count - 1)));
    return values;
  }

 private:
  const Recipe& recipe_;
  mlp::TrainingLength length_;
};

// All epochs where they are few, else some of them evenly, with the first and the last.
std::vector<Index> shown_epochs(Index epochs) {
  constexpr Index most = 21;
  std::vector<Index> shown;
  for (Index i = 0; i < std::min(most, epochs); ++i)
    shown.push_back(epochs <= most ? i : i * (epochs - 1) / (most - 1));
  return shown;
}

std::string plot_text(const Curve& curve) {
  constexpr int width = 60, height = 8;
  const std::vector<double> values = curve.samples(16 * width);
  const std::vector<std::string> lines = braille_plot(values, width, height);
  const std::string top = value_text(*std::max_element(values.begin(), values.end()));
  const int margin = static_cast<int>(top.size());
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string label = i == 0 ? top : i + 1 == lines.size() ? "0" : "";
    text += "  " + padded_to(margin, label, Align::right) + " " + lines[i] + "\n";
  }
  const std::string last = "epoch " + count_text(curve.epochs());
  return text + "  " + padded_to(margin, "") + " 0" + padded_to(width - 1, last, Align::right) + "\n";
}

std::string plateau_text(const mlp::ReduceOnPlateau& schedule) {
  return "\n  These are the rates while " + schedule.monitor + " gets better.  After " +
         count_text(schedule.patience + 1, "epoch") + " in a row without, the rate is multiplied by " +
         value_text(schedule.factor) +
         (schedule.minimum_ratio > 0.0
              ? ", down to " + value_text(schedule.minimum_ratio) + " of the base rate"
              : "") +
         ".\n";
}

}  // namespace

std::string schedule_text(const Recipe& recipe, Index training_rows, bool with_plot) {
  const Curve curve(recipe, training_rows);
  TextTable table({{"epoch", Align::right}, {"first step", Align::right}, {"last step", Align::right}});
  for (const Index epoch : shown_epochs(curve.epochs()))
    table.add({count_text(epoch + 1), value_text(curve.first(epoch)), value_text(curve.last(epoch))});
  std::string text = "Learning rate, " + std::string(name_of(recipe.schedule)) + "\n" + table.text();
  if (with_plot) text += "\n" + plot_text(curve);
  const auto* const plateau = std::get_if<mlp::ReduceOnPlateau>(&recipe.schedule);
  return plateau ? text + plateau_text(*plateau) : text;
}

std::string schedule_csv(const Recipe& recipe, Index training_rows) {
  const Curve curve(recipe, training_rows);
  std::string text = "epoch,first_step,last_step\n";
  for (Index epoch = 0; epoch < curve.epochs(); ++epoch) {
    text += std::to_string(epoch + 1) + "," + exact_text(curve.first(epoch)) + "," +
            exact_text(curve.last(epoch)) + "\n";
  }
  return text;
}
