#include "session/run_session.hpp"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "io/shell_word.hpp"
#include "mlp/base/error.hpp"
#include "session/progress.hpp"
#include "session/training_signals.hpp"
#include "tables/health_table.hpp"
#include "tables/number_text.hpp"
#include "tables/profile_table.hpp"
#include "tables/summaries.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"
#include "train/untrained_model.hpp"

namespace {

void show_plan(const mlp::Config& config, const mlp::Splits& splits) {
  // Nothing need be fitted to show the layers.
  const mlp::PreprocessConfig no_scaling{.inputs = mlp::NoScaling{}, .targets = mlp::NoScaling{}};
  const mlp::Model model = untrained_model(config.recipe, splits.train, no_scaling);
  say(model_summary(model.architecture, config.recipe, splits.train.size()) + "  " + rows_text(splits) +
      ".\n\n");
}

std::string epochs_text(const mlp::TrainResult& training) {
  std::string text = count_text(training.epochs) + " (" + count_text(training.steps, "step") + ")";
  if (training.stopped_early) text += ", stopped early";
  if (training.stopped_early && training.best_epoch == 0) text += ": what it watches was never a number";
  if (training.stopped_by_problem) text += ", stopped by a problem";
  if (!training.convergence.empty()) text += ", " + training.convergence;
  if (training.best_epoch > 0) text += "; the weights are those of epoch " + count_text(training.best_epoch);
  return text;
}

std::string result_text(const mlp::RunResult& run) {
  TextTable table({{"", Align::left}, {"", Align::left}});
  table.add({"run directory", run.folder.string()});
  table.add({"epochs", epochs_text(run.training)});
  std::string time = duration_text(run.wall_seconds);
  // Whoever resumes a training that has ended trains nothing.
  if (run.training.samples_per_second > 0)
    time += ", " + rate_text(run.training.samples_per_second) + " samples/s in training";
  table.add({"time", time});
  table.add({"training", scores_text(run.train)});
  if (run.validation) table.add({"validation", scores_text(*run.validation)});
  if (run.test) table.add({"test", scores_text(*run.test)});
  table.add({"parameters_sha256", run.parameters_sha256});
  return table.text();
}

}  // namespace

void show_run(const mlp::Config& config, const mlp::Splits& splits, bool quiet, mlp::RunOptions options,
              const std::function<mlp::RunResult(const mlp::RunOptions&)>& run) {
  const Terminal terminal = standard_error_terminal();
  std::optional<Progress> progress;
  if (!quiet) {
    if (terminal.can_redraw) show_plan(config, splits);
    progress.emplace(terminal, config.recipe.metrics, splits.validation.size() > 0);
    options.observer = &*progress;
  }
  TrainingSignals signals;
  options.wish = [&signals] { return signals.wish(); };
  const mlp::RunResult result = run(options);
  if (progress) progress->clear();
  if (!result.report_problem.empty()) say("mlp: no report.html: " + result.report_problem + "\n");
  if (result.interrupted) {
    say("Interrupted after step " + count_text(result.training.steps) +
        "; the state is saved.  Go on with\n  mlp resume " + mlp::shell_word(result.folder.string()) + "\n");
    if (result.training.profile) print(profile_text(*result.training.profile));
    throw CLI::RuntimeError(signals.exit_code());
  }
  if (progress) say("\n");
  print(result_text(result));
  if (!result.problems.empty()) print("\n" + problems_text(result.problems));
  if (result.training.profile) print("\n" + profile_text(*result.training.profile));
  if (result.training.stopped_by_problem)
    throw CLI::RuntimeError(static_cast<int>(mlp::ErrorCode::check_failed));
}
