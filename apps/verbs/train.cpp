// mlp train CONFIG: from a config to a run directory.
#include <memory>
#include <optional>

#include "arguments/config_options.hpp"
#include "mlp/run/training_run.hpp"
#include "session/run_session.hpp"
#include "verbs/verbs.hpp"

namespace {

struct TrainOptions {
  ConfigOptions config;
  std::string out;
  int threads = 0;
  bool quiet = false;
  bool force = false;
  bool profile = false;
  bool no_report = false;
};

void train(const TrainOptions& options, const Invocation& invocation) {
  mlp::RunOptions run_options{.out = std::nullopt,
                              .replace = options.force,
                              .threads = options.threads,
                              .profile = options.profile,
                              .report = !options.no_report,
                              .observer = nullptr,
                              .wish = {},
                              .command_line = invocation.command_line,
                              .started = invocation.started};
  if (!options.out.empty()) run_options.out = options.out;
  check_run_place(run_options);
  const mlp::Config config = options.config.load();
  if (!options.quiet) show_warnings(config.recipe);
  const mlp::Splits splits = load_data(config, options.config.folder());

  show_run(config, splits, options.quiet, run_options, [&](const mlp::RunOptions& shown) {
    return train_run(config, options.config.folder(), splits, shown);
  });
}

}  // namespace

void add_train(CLI::App& program, const Invocation& invocation) {
  CLI::App* verb =
      program.add_subcommand("train", "Trains a network as a config says, and keeps it in a run directory");
  verb->footer(R"(  mlp train configs/iris.json
  mlp train configs/mnist.json --out runs/short --set /training/epochs=3
  mlp train configs/mnist.json --set /optimizer/learning_rate=0.1 --threads 1
  mlp train runs/iris/config.json              the same once more, to the bit
---
The run directory is runs/NAME, where NAME is the config's; if it exists, runs/NAME-2, and so on.
It holds the model, the config with every default filled in, the losses and metrics of every
epoch, a checkpoint and a summary.  Ctrl-C saves a checkpoint; mlp resume goes on from it.
)");
  const auto options = std::make_shared<TrainOptions>();
  options->config.add_to(*verb);
  verb->add_option("--out", options->out, "the run directory; it must not exist yet")->option_text("DIR");
  verb->add_flag("--force", options->force, "replace the run in --out; other files there are left alone");
  add_threads_option(*verb, options->threads);
  verb->add_flag("--profile", options->profile,
                 "show at the end where the time of a step went, layer by layer");
  verb->add_flag("--no-report", options->no_report, "leave out report.html, the run's pictures");
  verb->add_flag("--quiet", options->quiet, "no progress, only results and errors");
  verb->callback([options, &invocation] { train(*options, invocation); });
}
