// mlp report RUN…: a run as a page of pictures, or several side by side.
#include <memory>
#include <string>
#include <vector>

#include "arguments/config_options.hpp"
#include "mlp/run/report.hpp"
#include "run/run_directory.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

namespace fs = std::filesystem;

struct ReportOptions {
  std::vector<std::string> runs;
  std::string out;
  int threads = 0;
};

std::string page_of(const ReportOptions& options) {
  if (options.runs.size() > 1) return mlp::comparison_page({options.runs.begin(), options.runs.end()});
  mlp::ReportPage page = mlp::report_page(options.runs.front(), options.threads);
  if (!page.problem.empty()) {
    say("mlp: warning: the report shows what the run's files tell, no predictions:\n  " + page.problem +
        "\n");
  }
  return page.text;
}

// Beside what it is about; a comparison belongs to no run, so it stands here.
fs::path place_of(const ReportOptions& options) {
  if (!options.out.empty()) return options.out;
  return options.runs.size() > 1 ? fs::path("comparison.html")
                                 : options.runs.front() / fs::path(mlp::run_file::report);
}

void report(const ReportOptions& options) {
  const fs::path place = place_of(options);
  mlp::write_report(place, page_of(options));
  print(place.string() + "\n");
}

}  // namespace

void add_report(CLI::App& program) {
  CLI::App* verb = program.add_subcommand("report", "Draws a run as a page of pictures, or compares several");
  verb->footer(R"(  mlp report runs/mnist
  mlp report runs/mnist runs/mnist-2 --out comparison.html
---
A training leaves RUN/report.html by itself; this draws it again, also of a run that goes on.  Several runs
give one page with their curves side by side and where their configs and results differ, comparison.html
unless --out says otherwise.  The page is one file that opens in any browser and needs no network.
)");
  const auto options = std::make_shared<ReportOptions>();
  verb->add_option("RUN", options->runs, "a run directory, or several to compare")
      ->required()
      ->option_text("RUN");
  verb->add_option("--out", options->out, "where the page goes; an earlier report there is replaced")
      ->option_text("FILE");
  add_threads_option(*verb, options->threads);
  verb->callback([options] { report(*options); });
}
