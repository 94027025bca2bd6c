#include "mlp/run/sweep_config.hpp"

#include <algorithm>
#include <set>

#include "io/field_reader.hpp"
#include "io/field_writer.hpp"
#include "io/json_document.hpp"
#include "io/json_pointer.hpp"
#include "io/mapped_file.hpp"
#include "run/sweep/parameter_values.hpp"
#include "run/sweep/sobol.hpp"

namespace mlp {
namespace {

constexpr double most_points = 1e5;

// What the fields' own rules cannot say.
class SweepChecker {
 public:
  SweepChecker(SweepConfig& sweep, const JsonNode& document, std::vector<JsonProblem>& problems)
      : sweep_(sweep), document_(document), problems_(problems) {}

  void check(std::string_view file_name) {
    check_name(file_name);
    if (sweep_.parameters.empty()) {
      add("/parameters", "expected a parameter or more, got none",
          R"(for example "/optimizer/learning_rate": {"type": "log_uniform", "low": 1e-4, "high": 0.1})");
    }
    for (const auto& [pointer, parameter] : sweep_.parameters) check_parameter(pointer, parameter);
    check_search();
    if (sweep_.folds == 1)
      add("/folds", "expected 0 or at least 2, got 1", "0 keeps the config's validation rows");
  }

 private:
  void add(const std::string& pointer, const std::string& message, const std::string& hint) {
    problems_.push_back({position_of(document_, pointer), pointer, message, hint});
  }

  void check_name(std::string_view file_name) {
    std::string& name = sweep_.name;
    if (name.empty()) name = std::filesystem::path(file_name).stem().string();
    const bool has_control = std::any_of(name.begin(), name.end(), [](char c) { return c >= 0 && c < ' '; });
    if (!name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos && !has_control)
      return;
    add("/name", "expected a name that a folder can have, got " + shown(name),
        "sweeps are kept in sweeps/NAME; choose other folders with --out");
  }

  void check_parameter(const std::string& pointer, const SweepParameter& parameter) {
    const std::string place = pointer_to("/parameters", pointer);
    if (!pointer.starts_with('/') || pointer.size() < 2) {
      add(place, "expected a JSON pointer into the config, got " + shown(pointer),
          "write it like /training/batch_size or /model/hidden/0/units");
    }
    if (pointer == "/training/epochs" && most_epochs(sweep_.search)) {
      add(place, "expected no epochs with the search " + std::string(name_of(sweep_.search)) + ", got them",
          "max_epochs of the search says how long a point is trained");
    }
    std::visit([&](const auto& of_kind) { check_values(of_kind, place); }, parameter);
  }

  void check_values(const ValueChoice& choice, const std::string& place) {
    std::set<std::string> seen;
    for (const JsonText& value : choice.values) {
      if (!seen.insert(value.text).second)
        add(place, "expected each value once, got " + value.text + " twice", "");
    }
  }

  void check_values(const IntegerNumber& range, const std::string& place) {
    check_ends(range, place);
    if (range.log && range.low < 1) {
      add(place + "/low", "expected at least 1 with \"log\", got " + std::to_string(range.low),
          "0 and negative numbers have no order of magnitude");
    }
  }

  void check_values(const auto& range, const std::string& place) {
    check_ends(range, place);
    if (!std::holds_alternative<GridSearch>(sweep_.search) || range.points) return;
    add(place, "expected the key \"points\" for a grid, got none",
        "a grid takes so many numbers of the interval, its ends included");
  }

  void check_ends(const auto& range, const std::string& place) {
    if (range.low < range.high) return;
    add(place + "/high", "expected a number above \"low\"",
        "a value that does not vary belongs in the config");
  }

  void check_search() {
    const auto dimensions = std::ssize(sweep_.parameters);
    if (std::holds_alternative<SobolSearch>(sweep_.search) && dimensions > most_sobol_dimensions) {
      add("/search",
          "expected at most " + std::to_string(most_sobol_dimensions) + " parameters with sobol, got " +
              std::to_string(dimensions),
          "random takes any number of them");
    }
    if (const auto* halving = std::get_if<HalvingSearch>(&sweep_.search);
        halving && halving->min_epochs > halving->max_epochs) {
      add("/search/min_epochs",
          "expected at most max_epochs, " + std::to_string(halving->max_epochs) + ", got " +
              std::to_string(halving->min_epochs),
          "");
    }
    if (!std::holds_alternative<GridSearch>(sweep_.search) || !problems_.empty()) return;
    double points = 1.0;
    for (const auto& [pointer, parameter] : sweep_.parameters)
      points *= static_cast<double>(grid_size(parameter));
    if (points <= most_points) return;
    add("/search", "expected a grid of at most 100000 points, got more",
        "say \"points\" for integers, or draw points with random or sobol");
  }

  SweepConfig& sweep_;
  const JsonNode& document_;
  std::vector<JsonProblem>& problems_;
};

}  // namespace

std::optional<Index> most_epochs(const SweepSearch& search) {
  return std::visit(
      [](const auto& held) -> std::optional<Index> {
        if constexpr (requires { held.max_epochs; }) return held.max_epochs;
        return std::nullopt;
      },
      search);
}

SweepConfig load_sweep(const std::filesystem::path& path) {
  const MappedFile file(path);
  return parse_sweep(file.bytes(), path.string());
}

SweepConfig parse_sweep(std::string_view text, std::string_view name) {
  SweepConfig sweep = parse_fields<SweepConfig>(text, name);
  std::vector<JsonProblem> problems;
  const JsonNode document = parse_json(text, name, problems);
  SweepChecker(sweep, document, problems).check(name);
  throw_problems(problems, name);
  return sweep;
}

std::string to_json(const SweepConfig& sweep) { return write_fields(sweep).dump(2) + "\n"; }

}  // namespace mlp
