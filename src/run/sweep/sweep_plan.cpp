#include "run/sweep/sweep_plan.hpp"

#include "base/nearest.hpp"
#include "base/words.hpp"
#include "io/json_document.hpp"
#include "io/json_pointer.hpp"
#include "io/json_problem.hpp"
#include "io/mapped_file.hpp"
#include "io/nearest_file.hpp"
#include "mlp/base/error.hpp"
#include "run/compared_figures.hpp"

namespace mlp {
namespace {

namespace fs = std::filesystem;

class SweepPlanner {
 public:
  explicit SweepPlanner(const fs::path& file) : name_(file.string()), text_(file) {
    plan_.sweep = parse_sweep(text_.bytes(), name_);
    std::vector<JsonProblem> none;
    document_ = parse_json(text_.bytes(), name_, none);
    config_ = (file.parent_path() / plan_.sweep.config).lexically_normal();
    plan_.config_folder = config_.has_parent_path() ? config_.parent_path() : fs::path(".");
    for (const auto& [pointer, parameter] : plan_.sweep.parameters) plan_.parameters.push_back(pointer);
  }

  SweepPlan plan() {
    require_config();
    plan_.points = search_points(plan_.sweep);
    plan_.brackets = brackets_of(plan_.sweep.search, std::ssize(plan_.points));
    read_configs();
    check_objective();
    return std::move(plan_);
  }

 private:
  // "sweep.json:7:3", of what stands at a pointer of the sweep file.
  std::string place_of(const std::string& pointer) const {
    return place_text(position_of(document_, pointer), name_, {});
  }

  void require_config() const {
    if (fs::is_regular_file(config_)) return;
    const auto near = nearest_file(config_);
    throw ConfigError(place_of("/config") + ": /config: expected a config file, got " +
                          shown(plan_.sweep.config) +
                          (fs::exists(config_) ? ", which is none" : ", which is not there"),
                      near ? "did you mean " + near->string() + "?" : "its path starts at the sweep file");
  }

  std::vector<Override> overrides_of(const SweepPoint& point) const {
    std::vector<Override> overrides;
    if (const auto epochs = most_epochs(plan_.sweep.search)) {
      overrides.push_back({.pointer = "/training/epochs",
                           .value = std::to_string(*epochs),
                           .place = place_of("/search/max_epochs")});
    }
    for (std::size_t i = 0; i < point.size(); ++i) {
      overrides.push_back({.pointer = plan_.parameters[i],
                           .value = point[i],
                           .place = place_of(pointer_to("/parameters", plan_.parameters[i]))});
    }
    return overrides;
  }

  void read_configs() {
    const MappedFile text(config_);
    std::string first_problem;
    std::size_t first_refused = 0, refused = 0;
    for (std::size_t i = 0; i < plan_.points.size(); ++i) {
      try {
        plan_.configs.push_back(parse_config(text.bytes(), config_.string(), overrides_of(plan_.points[i])));
      } catch (const ConfigError& error) {
        if (refused++ > 0) continue;
        first_problem = error.what();
        first_refused = i;
      }
    }
    if (refused == 0) return;
    throw ConfigError(first_problem + "\n  this is point " + std::to_string(first_refused + 1) + " of " +
                      std::to_string(plan_.points.size()) + "; refused are " + std::to_string(refused));
  }

  // What the trainings of a config can be judged by; test rows are for the winner.
  std::vector<std::string> objectives_of(Config config) const {
    if (plan_.sweep.folds > 0) config.data.validation = Fraction{};
    config.data.test.reset();
    return figures_of(config);
  }

  void check_objective() {
    const std::string& objective = plan_.sweep.objective;
    for (const Config& config : plan_.configs) {
      const std::vector<std::string> figures = objectives_of(config);
      if (std::find(figures.begin(), figures.end(), objective) == figures.end()) refuse_objective(figures);
    }
    plan_.larger_is_better = larger_is_better_of(plan_.configs.front(), objective);
  }

  [[noreturn]] void refuse_objective(const std::vector<std::string>& figures) const {
    const std::string& objective = plan_.sweep.objective;
    const auto near = nearest(objective, figures);
    std::string hint = near ? "did you mean \"" + *near + "\"?" : "";
    const bool lacks_validation = std::none_of(figures.begin(), figures.end(), [](const std::string& figure) {
      return figure.starts_with("validation.");
    });
    if (objective.starts_with("test."))
      hint = "who chooses by the test rows has none left to judge the winner by";
    else if (objective.starts_with("validation.") && lacks_validation)
      hint = "give the config /data/validation, or the sweep \"folds\"";
    throw ConfigError(place_of("/objective") +
                          ": /objective: expected a figure that every point has, one of " + joined(figures) +
                          ", got " + shown(objective),
                      hint);
  }

  std::string name_;
  MappedFile text_;
  JsonNode document_;
  fs::path config_;
  SweepPlan plan_;
};

}  // namespace

SweepPlan plan_sweep(const fs::path& file) { return SweepPlanner(file).plan(); }

}  // namespace mlp
