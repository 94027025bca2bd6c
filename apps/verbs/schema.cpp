// mlp schema: what a config may hold, for editors and for people.
#include <memory>
#include <string>

#include "arguments/output_file.hpp"
#include "arguments/word_choice.hpp"
#include "io/atomic_file.hpp"
#include "io/field_schema.hpp"
#include "manual/config_reference.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/config.hpp"
#include "mlp/run/sweep_config.hpp"
#include "run/run_json.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

struct SchemaOptions {
  std::string of = "config";
  std::string out;
  bool as_markdown = false;
};

std::string schema_text(const std::string& of) {
  if (of == "sweep") return mlp::page_of(mlp::document_schema<mlp::SweepConfig>("A sweep by mlp"));
  return mlp::page_of(mlp::document_schema<mlp::Config>("The config of a training by mlp"));
}

void schema(const SchemaOptions& options) {
  check_word("--of", options.of, {"config", "sweep"});
  if (options.as_markdown && options.of != "config")
    throw mlp::ConfigError("--markdown: expected --of config beside it, got --of " + options.of,
                           "docs/experiments.md describes sweep files");
  check_output(options.out, {});
  const std::string text = options.as_markdown ? config_reference() : schema_text(options.of);
  if (options.out.empty()) return print(text);
  mlp::write_atomically(options.out, {text});
}

}  // namespace

void add_schema(CLI::App& program) {
  CLI::App* verb =
      program.add_subcommand("schema", "Prints the JSON Schema of configs and sweeps, for editors");
  verb->footer(R"(  mlp schema --out configs/schema.json
  mlp schema --of sweep --out configs/sweeps/schema.json
  mlp schema --markdown > config-reference.md
---
A config whose first line is  "$schema": "schema.json"  (the path from the config's folder) is completed
and checked by editors while it is written.  The schema is draft-07.
)");
  const auto options = std::make_shared<SchemaOptions>();
  verb->add_option("--of", options->of, "of which files: config, or sweep")->option_text("KIND");
  verb->add_option("--out", options->out, "write there instead of to standard output")->option_text("FILE");
  verb->add_flag("--markdown", options->as_markdown, "a page for people instead: every key with its default");
  verb->callback([options] { schema(*options); });
}
