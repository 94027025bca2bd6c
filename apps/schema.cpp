// mlp schema: what a config may hold, for editors and for people.
#include <memory>
#include <string>

#include "config_reference.hpp"
#include "io/atomic_file.hpp"
#include "io/field_schema.hpp"
#include "mlp/run/config.hpp"
#include "output.hpp"
#include "run/run_json.hpp"
#include "verbs.hpp"

namespace {

std::string schema_text() {
  return mlp::page_of(mlp::document_schema<mlp::Config>("The config of a training by mlp"));
}

void schema(const std::string& out, bool as_markdown) {
  const std::string text = as_markdown ? config_reference() : schema_text();
  if (out.empty()) return print(text);
  mlp::write_atomically(out, {text});
}

}  // namespace

void add_schema(CLI::App& program) {
  CLI::App* verb = program.add_subcommand("schema", "Prints the JSON Schema of configs, for editors");
  verb->footer(R"(  mlp schema --out configs/schema.json
  mlp schema --markdown > config-reference.md
---
A config whose first line is  "$schema": "schema.json"  (the path from the config's folder) is completed
and checked by editors while it is written.  The schema is draft-07.
)");
  const auto out = std::make_shared<std::string>();
  const auto as_markdown = std::make_shared<bool>(false);
  verb->add_option("--out", *out, "write there instead of to standard output")->option_text("FILE");
  verb->add_flag("--markdown", *as_markdown, "a page for people instead: every key with its default");
  verb->callback([out, as_markdown] { schema(*out, *as_markdown); });
}
