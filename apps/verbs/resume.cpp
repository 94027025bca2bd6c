// mlp resume RUN: goes on with a training that was interrupted, or adds epochs to one.
#include <memory>
#include <string>
#include <vector>

#include "arguments/config_options.hpp"
#include "mlp/run/training_run.hpp"
#include "session/run_session.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

struct ResumeOptions {
  std::string run;
  std::vector<std::string> settings;
  int threads = 0;
  bool quiet = false;
  bool profile = false;
  bool no_report = false;
};

void resume(const ResumeOptions& options, const Invocation& invocation) {
  const mlp::ResumableRun run = mlp::open_run(options.run, overrides_of(options.settings));
  if (run.has_other_rates) {
    say("The learning rate follows the schedule for the new number of epochs from here on, so the result "
        "differs\n"
        "from that of a fresh run of as many epochs.\n");
  }
  const mlp::RunOptions run_options{.out = std::nullopt,
                                    .replace = false,
                                    .threads = options.threads,
                                    .profile = options.profile,
                                    .report = !options.no_report,
                                    .observer = nullptr,
                                    .wish = {},
                                    .command_line = invocation.command_line,
                                    .started = invocation.started};
  show_run(run.config, run.splits, options.quiet, run_options,
           [&](const mlp::RunOptions& shown) { return resume_run(run, shown); });
}

}  // namespace

void add_resume(CLI::App& program, const Invocation& invocation) {
  CLI::App* verb = program.add_subcommand("resume", "Goes on with a training that was interrupted");
  verb->footer(R"(  mlp resume runs/mnist
  mlp resume runs/mnist --set /training/epochs=20     more epochs than it was meant to have
---
The result is the same, byte for byte, as if the training had never stopped, whatever the number of
threads.  A config or data that changed since are refused.
)");
  const auto options = std::make_shared<ResumeOptions>();
  verb->add_option("RUN", options->run, "the run directory")->required()->option_text("RUN");
  verb->add_option("--set", options->settings, "change /training/epochs, and nothing else")
      ->option_text("POINTER=VALUE");
  add_threads_option(*verb, options->threads);
  verb->add_flag("--profile", options->profile,
                 "show at the end where the time of a step went, layer by layer");
  verb->add_flag("--no-report", options->no_report, "leave out report.html, the run's pictures");
  verb->add_flag("--quiet", options->quiet, "no progress, only results and errors");
  verb->callback([options, &invocation] { resume(*options, invocation); });
}
