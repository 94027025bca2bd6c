#include "mlp/run/config.hpp"

#include <algorithm>

#include "data/split.hpp"
#include "io/field_reader.hpp"
#include "io/field_writer.hpp"
#include "io/json_document.hpp"
#include "io/json_pointer.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"
#include "train/decision_threshold.hpp"

namespace mlp {
namespace {

// Lets every path be changed in place.
void visit_paths(Config& config, auto&& visit) {
  DataConfig& data = config.data;
  const auto visit_source = [&](auto& source) {
    if constexpr (requires { source.paths(source, visit); }) source.paths(source, visit);
  };
  std::visit(visit_source, data.train);
  if (data.validation) std::visit(visit_source, *data.validation);
  if (data.test) std::visit(visit_source, *data.test);
  if (config.recipe.model.start_from) visit(*config.recipe.model.start_from);
}

// What the fields' own rules cannot say, and defaults that follow from other fields.
class Resolver {
 public:
  Resolver(Config& config, const JsonNode& document, std::vector<JsonProblem>& problems)
      : config_(config), document_(document), problems_(problems) {}

  void resolve(std::string_view file_name) {
    resolve_name(file_name);
    DataConfig& data = config_.data;
    if (!data.split_seed) data.split_seed = config_.recipe.seed;
    check_paths(data.train, "/data/train");
    if (data.validation) check_paths(*data.validation, "/data/validation");
    if (data.test) check_paths(*data.test, "/data/test");
    if (data.validation) resolve_holdout(*data.validation, "/data/validation/stratify");
    if (data.test) resolve_holdout(*data.test, "/data/test/stratify");
    resolve_preprocess(data);
  }

 private:
  bool has_classes() const { return target_kind(config_.recipe.loss) == TargetKind::classes; }
  std::string loss() const { return std::string(name_of(config_.recipe.loss)); }

  void add(const std::string& pointer, const std::string& message, const std::string& hint) {
    problems_.push_back({position_of(document_, pointer), pointer, message, hint});
  }

  void resolve_name(std::string_view file_name) {
    std::string& name = config_.name;
    if (name.empty()) name = std::filesystem::path(file_name).stem().string();
    const bool has_control = std::any_of(name.begin(), name.end(), [](char c) { return c >= 0 && c < ' '; });
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos || has_control) {
      add("/name", "expected a name that a folder can have, got " + shown(name),
          "runs are kept in runs/NAME; choose other folders with --out");
    }
  }

  void resolve_holdout(Holdout& holdout, const std::string& pointer) {
    auto* fraction = std::get_if<Fraction>(&holdout);
    if (fraction == nullptr) return;
    const bool has_column = !split_columns(holdout).empty();
    if (!fraction->stratify) fraction->stratify = has_classes() && !has_column;
    if (*fraction->stratify && !has_classes()) {
      add(pointer, "expected false with the loss " + loss() + ", got true",
          "stratify keeps the shares of classes, and numbers have none");
    }
  }

  void check_paths(const auto& source, const std::string& pointer) {
    const auto* const csv = std::get_if<CsvSource>(&source);
    if (csv == nullptr || csv->path.empty() != csv->path_list.empty()) return;
    add(pointer,
        std::string("expected the key \"path\" or \"paths\", got ") + (csv->path.empty() ? "none" : "both"),
        "the file, or a list of files that are read as one");
  }

  void resolve_preprocess(DataConfig& data) {
    PreprocessConfig& preprocess = data.preprocess;
    if (!preprocess.inputs) {
      preprocess.inputs = NoScaling{};
      if (!std::holds_alternative<IdxSource>(data.train)) preprocess.inputs = Standardize{};
    }
    const bool keeps_values = traits_of(config_.recipe.loss).values != TargetValues::any;
    if ((has_classes() || keeps_values) && !std::holds_alternative<NoScaling>(preprocess.targets)) {
      add("/data/preprocess/targets",
          "expected none with the loss " + loss() + ", got " + std::string(name_of(preprocess.targets)),
          has_classes() ? "targets are scaled in regression only" : "its targets must keep their values");
    }
  }

  Config& config_;
  const JsonNode& document_;
  std::vector<JsonProblem>& problems_;
};

// resolved() knows JSON pointers but not the file; its message starts with the pointer.
Recipe resolved_at(const Config& config, const JsonNode& document, std::string_view name,
                   const std::vector<std::string>& places) {
  try {
    const bool has_validation = config.data.validation.has_value();
    if (config.data.decision_threshold)
      check_decision_threshold(*config.data.decision_threshold, config.recipe.loss, has_validation);
    return resolved(config.recipe, has_validation);
  } catch (const ConfigError& error) {
    const std::string message = error.what();
    const std::string pointer = message.substr(0, message.find(':'));
    const std::string rest = message.substr(std::min(message.size(), pointer.size() + 2));
    throw_problems({{position_of(document, pointer), pointer, rest, ""}}, name, places);
    throw;
  }
}

}  // namespace

Config load_config(const std::filesystem::path& path, const std::vector<Override>& overrides,
                   const Extensions& extensions) {
  const MappedFile file(path);
  return parse_config(file.bytes(), path.string(), overrides, extensions);
}

Config parse_config(std::string_view text, std::string_view name, const std::vector<Override>& overrides,
                    const Extensions& extensions) {
  std::vector<JsonProblem> problems;
  JsonNode document = parse_json(text, name, problems);
  std::vector<std::string> places;
  for (const Override& each : overrides) {
    places.push_back(each.place.empty() ? "--set " + each.pointer : each.place);
    set_by_pointer(document, each.pointer, each.value,
                   {.line = 0, .column = static_cast<Index>(places.size())},
                   each.place.empty() ? "" : each.place + ": " + each.pointer);
  }
  Config config;
  read_fields(document, config, problems, extensions);
  throw_problems(problems, name, places);
  Resolver(config, document, problems).resolve(name);
  throw_problems(problems, name, places);
  config.recipe = resolved_at(config, document, name, places);
  return config;
}

std::string to_json(const Config& config) {
  try {
    return write_fields(config).dump(2) + "\n";
  } catch (const nlohmann::json::type_error&) {
    throw ConfigError(config.name + ": expected names and paths in UTF-8, got other bytes",
                      "JSON is UTF-8; rename the file or folder");
  }
}

Config with_paths_relative_to(Config config, const std::filesystem::path& from,
                              const std::filesystem::path& to) {
  namespace fs = std::filesystem;
  const fs::path start = fs::weakly_canonical(fs::absolute(to));
  visit_paths(config, [&](std::string& text) {
    const fs::path path(text);
    if (path.is_absolute()) return;
    // Links in the folders are followed, because ".." after a link leads elsewhere; a link that
    // is itself the file is kept.
    const fs::path whole = fs::absolute(from) / path;
    text = (fs::weakly_canonical(whole.parent_path()) / whole.filename()).lexically_relative(start).string();
  });
  return config;
}

}  // namespace mlp
