// mlp init DATA: from a CSV file to a config that trains on it.
#include <filesystem>
#include <memory>
#include <string>

#include "io/atomic_file.hpp"
#include "io/shell_word.hpp"
#include "mlp/base/error.hpp"
#include "run/starting_config.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

namespace fs = std::filesystem;

struct InitOptions {
  std::string data;
  std::string target;
  std::string out;
};

void init(const InitOptions& options) {
  const fs::path out = options.out.empty() ? fs::path(options.data).stem().string() + ".json" : options.out;
  if (fs::is_regular_file(out)) {
    throw mlp::ConfigError(out.string() + ": expected a file that is not there yet, got one that is",
                           "choose another with --out FILE");
  }
  const mlp::StartingConfig start = mlp::starting_config(options.data, out.parent_path(), options.target);
  mlp::write_atomically(out, {start.text});
  std::string message;
  for (const std::string& finding : start.findings) message += "  " + finding + "\n";
  say(out.string() + " is a config for " + options.data + "\n" + message + "Next: mlp train " +
      mlp::shell_word(out.string()) + "\n");
}

}  // namespace

void add_init(CLI::App& program) {
  CLI::App* verb = program.add_subcommand("init", "Writes a first config for a CSV file");
  verb->footer(R"(  mlp init houses.csv && mlp train houses.json
  mlp init houses.csv --target price --out configs/houses.json
---
The target is guessed by its name, or is the last column; words and a few different integers are classes,
other numbers a regression.  Words become categories, gaps are filled in; columns that number or name the
rows are left out.
What was guessed is said here and in the config, which is yours to change.
)");
  const auto options = std::make_shared<InitOptions>();
  verb->add_option("DATA", options->data, "the rows: a CSV file")->required();
  verb->add_option("--target", options->target, "the column to predict")->option_text("COLUMN");
  verb->add_option("--out", options->out, "the config; default: the data's name with .json, here")
      ->option_text("FILE");
  verb->callback([options] { init(*options); });
}
