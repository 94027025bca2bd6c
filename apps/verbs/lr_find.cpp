// mlp lr-find CONFIG: which learning rate to try first.
#include <memory>
#include <string>

#include "arguments/config_options.hpp"
#include "arguments/option_checks.hpp"
#include "arguments/output_file.hpp"
#include "io/atomic_file.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/learning_rate_range.hpp"
#include "plots/rate_curve.hpp"
#include "plots/terminal_plot.hpp"
#include "run/run_json.hpp"
#include "run/start_file.hpp"
#include "tables/number_text.hpp"
#include "terminal/output.hpp"
#include "terminal/terminal.hpp"
#include "verbs/verbs.hpp"

namespace {

struct LrFindOptions {
  ConfigOptions config;
  mlp::RateRangeOptions range;
  std::string svg;
  int threads = 0;
  bool as_json = false;
};

std::string suggestion_text(const mlp::RateRange& range, double configured) {
  if (range.points.size() < 2) return "  the loss is no number after the first steps: try a lower --low\n";
  const std::string steps = count_text(std::ssize(range.points)) + " of " + count_text(range.steps, "step");
  std::string text = range.broke_out
                         ? "  the loss broke out after " + steps + ", at " +
                               value_text(range.points.back().learning_rate) + "\n"
                         : "  the loss did not break out in " + count_text(range.steps, "step") + "\n";
  if (!range.suggestion)
    return text + "  it never fell: no rate to suggest\n    try: another --low, or more --epochs\n";
  const mlp::RatePoint& lowest = range.points[range.lowest];
  text +=
      "  least            " + value_text(lowest.smoothed) + " at " + value_text(lowest.learning_rate) + "\n";
  if (range.steepest) text += "  fell fastest at  " + exact_text(*range.steepest) + "\n";
  text += "  suggested        " + exact_text(*range.suggestion) +
          ", a tenth of where it is least; the config has " + exact_text(configured) + "\n";
  if (range.lowest + 1 == range.points.size())
    text += "    it still fell at the highest rate: a higher --high may show more\n";
  return text + "\n  in /optimizer of the config:  \"learning_rate\": " + exact_text(*range.suggestion) +
         "\n";
}

nlohmann::ordered_json json_of(const mlp::RateRange& range) {
  using nlohmann::ordered_json;
  auto points = ordered_json::array();
  for (const mlp::RatePoint& point : range.points)
    points.push_back(
        {{"learning_rate", point.learning_rate}, {"loss", point.loss}, {"smoothed", point.smoothed}});
  const auto rate = [](const std::optional<double>& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
  };
  return {{"suggestion", rate(range.suggestion)},
          {"steepest", rate(range.steepest)},
          {"broke_out", range.broke_out},
          {"steps", range.steps},
          {"points", std::move(points)}};
}

std::string plot_text(const mlp::RateRange& range) {
  constexpr int widest = 100;
  const PlotSize size{.width = std::min(widest, standard_output_size().columns), .height = 12};
  std::string text;
  for (const std::string& line : terminal_plot(rate_plot(range), size, standard_output_terminal()))
    text += line + "\n";
  return text + "\n";
}

void find_rate(const LrFindOptions& options) {
  const mlp::Config config = options.config.load();
  check_output(options.svg, files_read(options.config, config));
  show_warnings(config.recipe);
  mlp::Splits splits = load_data(config, options.config.folder());
  const auto folder = options.config.folder().empty() ? std::filesystem::path(".") : options.config.folder();
  const auto start = load_start(config, folder, splits.files);
  const mlp::RateRange range = find_learning_rate(
      config.recipe, splits.train, options.range,
      {.preprocess = config.data.preprocess, .threads = options.threads, .start_from = start.get()});
  const bool has_curve = range.points.size() > 1;
  if (!options.svg.empty() && has_curve)
    mlp::write_atomically(options.svg,
                          {rate_svg(range, "Loss of " + config.name + " as the learning rate grows")});
  if (options.as_json) return print(mlp::page_of(json_of(range)));
  print((has_curve ? plot_text(range) : "") +
        suggestion_text(range, base_learning_rate(config.recipe.optimizer)));
}

}  // namespace

void add_lr_find(CLI::App& program) {
  CLI::App* verb = program.add_subcommand(
      "lr-find", "Suggests a learning rate: trains a little while the rate grows, and looks at the loss");
  verb->footer(R"(  mlp lr-find configs/mnist.json
  mlp lr-find configs/iris.json --low 1e-4 --high 100 --svg rates.svg
---
The rate grows by the same factor at every step, from --low to --high, over one epoch or as many as 100 steps
need (Smith 2017).  The sweep ends where the smoothed loss is over 4 times its least.  Suggested is a tenth of
the rate at which it is least.  Schedule and early stopping of the config play no part.  Nothing is kept.
)");
  const auto options = std::make_shared<LrFindOptions>();
  options->config.add_to(*verb);
  verb->add_option("--low", options->range.low, "the first step's rate; 1e-6 unless said")
      ->check(number_above(0))
      ->option_text("RATE");
  verb->add_option("--high", options->range.high, "the last step's; 10 unless said")
      ->check(number_above(0))
      ->option_text("RATE");
  verb->add_option("--epochs", options->range.epochs,
                   "over how many epochs; as many as 100 steps need unless said")
      ->check(integer_in(1, 1000000))
      ->option_text("N");
  verb->add_option("--smoothing", options->range.smoothing,
                   "how much of the average loss a step keeps; 0.9 unless said")
      ->option_text("SHARE");
  verb->add_option("--svg", options->svg, "write the curve there, light or dark as its reader is")
      ->option_text("FILE");
  add_threads_option(*verb, options->threads);
  verb->add_flag("--json", options->as_json, "exact numbers, as JSON, step by step");
  verb->callback([options] { find_rate(*options); });
}
