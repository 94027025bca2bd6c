// mlp list [KIND]: every choice that a config has, with its fields.
#include <memory>
#include <nlohmann/json.hpp>

#include "arguments/word_choice.hpp"
#include "io/field_lister.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/config.hpp"
#include "run/run_json.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

using mlp::ListedChoice;
using mlp::ListedField;
using nlohmann::ordered_json;

struct Kind {
  std::string name;
  std::string place;  // where in a config
  std::vector<ListedChoice> choices;
};

std::vector<Kind> all_kinds() {
  return {{"activations", "/model/hidden/N/activation, /model/output/activation",
           mlp::list_choice<mlp::Activation>()},
          {"initializers", "/model/hidden/N/initializer, /model/output/initializer",
           mlp::list_choice<mlp::Initializer>()},
          {"normalizations", "/model/hidden/N/normalization", mlp::list_choice<mlp::Normalization>()},
          {"dropouts", "/model/hidden/N/dropout, /model/input_dropout", mlp::list_choice<mlp::Dropout>()},
          {"losses", "/loss", mlp::list_choice<mlp::Loss>()},
          {"optimizers", "/optimizer", mlp::list_choice<mlp::Optimizer>()},
          {"clippings", "/training/gradient_clipping", mlp::list_choice<mlp::GradientClipping>()},
          {"schedules", "/schedule", mlp::list_choice<mlp::Schedule>()},
          {"samplings", "/training/sampling", mlp::list_choice<mlp::Sampling>()},
          {"metrics", "/metrics/N", mlp::list_choice<mlp::Metric>()},
          {"problems", "/health/on_problem", mlp::list_choice<mlp::OnProblem>()},
          {"scalings", "/data/preprocess/inputs, /data/preprocess/targets", mlp::list_choice<mlp::Scaling>()},
          {"column_kinds", "/data/columns/NAME/kind", mlp::list_choice<mlp::ColumnKind>()},
          {"missing_values", "/data/columns/NAME/missing", mlp::list_choice<mlp::MissingPolicy>()},
          {"encodings", "/data/columns/NAME/encoding", mlp::list_choice<mlp::CategoryEncoding>()},
          {"unseen_categories", "/data/columns/NAME/unseen", mlp::list_choice<mlp::UnseenPolicy>()},
          {"transforms", "/data/columns/NAME/transform", mlp::list_choice<mlp::Transform>()},
          {"sources", "/data/train, /data/validation, /data/test", mlp::list_choice<mlp::Holdout>()}};
}

std::string choice_names(const ListedChoice& choice) {
  std::string text = choice.name;
  for (const std::string& alias : choice.aliases) text += ", " + alias;
  return text;
}

// "number at least 0, default 0.01".
std::string values_text(const ListedField& field) {
  std::string text = field.type;
  if (!field.rule.empty() && (field.type == "number" || field.type == "integer")) text += " " + field.rule;
  if (field.required) return text + ", required";
  return field.default_value.empty() ? text : text + ", default " + field.default_value;
}

std::string kind_text(const Kind& kind) {
  TextTable choices({{"", Align::left}, {"", Align::left}});
  for (const ListedChoice& choice : kind.choices) choices.add({choice_names(choice), choice.help});
  std::string text = kind.name + "   in a config at " + kind.place + "\n" + choices.text();
  for (const ListedChoice& choice : kind.choices) {
    if (choice.fields.empty()) continue;
    TextTable fields({{"", Align::left}, {"", Align::left}, {"", Align::left}});
    for (const ListedField& field : choice.fields)
      fields.add({"  " + field.name, values_text(field), field.help});
    text += "\n  fields of " + choice.name + "\n" + fields.text();
  }
  return text;
}

ordered_json choice_json(const ListedChoice& choice) {
  auto fields = ordered_json::array();
  for (const ListedField& field : choice.fields) {
    fields.push_back({{"name", field.name},
                      {"type", field.type},
                      {"rule", field.rule},
                      {"required", field.required},
                      {"default", field.default_value.empty() ? ordered_json(nullptr)
                                                              : ordered_json::parse(field.default_value)},
                      {"help", field.help}});
  }
  return {{"name", choice.name}, {"aliases", choice.aliases}, {"help", choice.help}, {"fields", fields}};
}

std::vector<Kind> chosen_kinds(const std::string& name) {
  std::vector<Kind> kinds = all_kinds();
  if (name.empty()) return kinds;
  std::vector<std::string> names;
  for (const Kind& kind : kinds) names.push_back(kind.name);
  check_word("list", name, names);
  std::erase_if(kinds, [&](const Kind& kind) { return kind.name != name; });
  return kinds;
}

void list(const std::string& kind_name, bool as_json) {
  std::string text;
  auto json = ordered_json::object();
  for (const Kind& kind : chosen_kinds(kind_name)) {
    text += (text.empty() ? "" : "\n") + kind_text(kind);
    json[kind.name] = ordered_json::array();
    for (const ListedChoice& choice : kind.choices) json[kind.name].push_back(choice_json(choice));
  }
  print(as_json ? mlp::page_of(json) : text);
}

// All kinds' names, without asking for what they hold.
std::string kinds_text(const std::string& between) {
  std::string text;
  for (const char* name :
       {"activations", "initializers", "normalizations", "dropouts", "losses", "optimizers", "clippings",
        "schedules", "samplings", "metrics", "problems", "scalings", "column_kinds", "missing_values",
        "encodings", "unseen_categories", "transforms", "sources"})
    text += (text.empty() ? "" : between) + name;
  return text;
}

}  // namespace

void add_list(CLI::App& program) {
  CLI::App* verb =
      program.add_subcommand("list", "Lists what a config can choose from: activations, losses, …");
  verb->footer(R"(  mlp list
  mlp list activations
  mlp list schedules --json
)");
  const auto kind = std::make_shared<std::string>();
  const auto as_json = std::make_shared<bool>(false);
  verb->add_option("KIND", *kind, "one kind: " + kinds_text(", "))->option_text(kinds_text("|"));
  verb->add_flag("--json", *as_json, "as JSON");
  verb->callback([kind, as_json] { list(*kind, *as_json); });
}
