// mlp report RUN…: a run as a page of pictures, or several side by side.
#include <memory>
#include <string>
#include <vector>

#include "mlp/run/report.hpp"
#include "output.hpp"
#include "verbs.hpp"

namespace {

struct Options {
  std::vector<std::string> runs;
  std::string out;
};

void report(const Options& options) { print(mlp::report_page(options.runs.front(), {})); }

}  // namespace

void add_report(CLI::App& program) {
  CLI::App* verb = program.add_subcommand("report", "Draws a run, or compares several, in one HTML file");
  verb->footer(R"(  mlp report runs/mnist
  mlp report runs/mnist runs/mnist-2 --out comparison.html
)");
  const auto options = std::make_shared<Options>();
  verb->add_option("RUN", options->runs, "a run directory, or several to compare")->required();
  verb->add_option("--out", options->out, "the page; default: RUN/report.html")->option_text("FILE");
  verb->callback([options] { report(*options); });
}
