// mlp reproduce RUN: trains a run again and says whether the same bits come out.
#include <memory>
#include <optional>
#include <string>

#include "arguments/config_options.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/reproduce.hpp"
#include "run/run_directory.hpp"
#include "session/progress.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

struct ReproduceOptions {
  std::string run;
  int threads = 0;
  bool quiet = false;
};

void reproduce(const ReproduceOptions& options) {
  const mlp::Config config = mlp::load_config(std::filesystem::path(options.run) / mlp::run_file::config);
  std::optional<Progress> progress;
  if (!options.quiet) {
    progress.emplace(standard_error_terminal(), config.recipe.metrics, config.data.validation.has_value());
  }
  const mlp::Reproduction result =
      mlp::reproduce_run(options.run, options.threads, progress ? &*progress : nullptr);
  if (progress) progress->clear();
  if (result.identical) return print("IDENTICAL  parameters_sha256 " + result.parameters_sha256 + "\n");
  print("DIFFERENT\n" + result.difference + "\n");
  throw CLI::RuntimeError(static_cast<int>(mlp::ErrorCode::check_failed));
}

}  // namespace

void add_reproduce(CLI::App& program) {
  CLI::App* verb = program.add_subcommand("reproduce", "Trains a run again and compares every bit");
  verb->footer(R"(  mlp reproduce runs/iris
  mlp reproduce runs/mnist --threads 1
---
Prints IDENTICAL with the hash of the parameters, or the first evaluation and the first tensor that
differ; then the exit code is 7.
)");
  const auto options = std::make_shared<ReproduceOptions>();
  verb->add_option("RUN", options->run, "the run directory")->required()->option_text("RUN");
  add_threads_option(*verb, options->threads);
  verb->add_flag("--quiet", options->quiet, "no progress, only the result and errors");
  verb->callback([options] { reproduce(*options); });
}
