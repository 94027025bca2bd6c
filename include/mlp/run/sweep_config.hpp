// A sweep file: one config, the values of it that vary, and how many of their combinations are tried.
//
//   {"config": "digits.json",
//    "search": {"type": "sobol", "points": 64},
//    "parameters": {
//      "/optimizer/learning_rate": {"type": "log_uniform", "low": 1e-4, "high": 0.1},
//      "/model/hidden/0/activation": ["relu", "gelu"]},
//    "objective": "validation.accuracy"}
//
// A parameter is any value of the config by its JSON pointer, set as `mlp train --set POINTER=VALUE` sets it;
// parameters come in the order of their pointers' bytes, so "/optimizer" is set before what is in it.  A
// point is a value for each of them.  To add a way of searching: a struct here, its points in
// run/sweep/search_points.cpp, or its brackets in run/sweep/halving.cpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/fields.hpp"
#include "mlp/base/json_text.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

struct ValueChoice {
  static constexpr std::string_view name = "choice";
  static constexpr bool as_list = true;
  static constexpr std::string_view help = "one of some values, each any JSON; written as their list";
  std::vector<JsonText> values;
  static void fields(auto& self, auto& field) {
    field("values", self.values, at_least(1).required(), "what it may be");
  }
};

struct UniformNumber {
  static constexpr std::string_view name = "uniform";
  static constexpr std::string_view help = "a number, any as likely as another";
  double low = 0.0;
  double high = 1.0;
  std::optional<Index> points = {};
  static void fields(auto& self, auto& field) {
    field("low", self.low, anything.required(), "the least");
    field("high", self.high, anything.required(), "the greatest");
    field("points", self.points, at_least(2).left_out_when_unset(), "how many of a grid, the ends included");
  }
};

struct LogUniformNumber {
  static constexpr std::string_view name = "log_uniform";
  static constexpr std::string_view help = "a number above 0, any order of magnitude as likely as another";
  double low = 0.0;
  double high = 1.0;
  std::optional<Index> points = {};
  static void fields(auto& self, auto& field) {
    field("low", self.low, above(0.0).required(), "the least");
    field("high", self.high, above(0.0).required(), "the greatest");
    field("points", self.points, at_least(2).left_out_when_unset(), "how many of a grid, the ends included");
  }
};

struct IntegerNumber {
  static constexpr std::string_view name = "integer";
  static constexpr std::string_view help = "an integer, any as likely as another";
  Index low = 0;
  Index high = 1;
  bool log = false;
  std::optional<Index> points = {};
  static void fields(auto& self, auto& field) {
    field("low", self.low, at_least(-1e9).at_most(1e9).required(), "the least");
    field("high", self.high, at_least(-1e9).at_most(1e9).required(), "the greatest, which may be drawn too");
    field("log", self.log, anything.left_out_when_unset(),
          "any order of magnitude as likely as another, from 1 on");
    field("points", self.points, at_least(2).left_out_when_unset(),
          "how many of a grid, the ends included; default: all");
  }
};

using SweepParameter = std::variant<ValueChoice, UniformNumber, LogUniformNumber, IntegerNumber>;

struct GridSearch {
  static constexpr std::string_view name = "grid";
  static constexpr std::string_view help = "every combination; the last parameter changes first";
  static void fields(auto&, auto&) {}
};

struct RandomSearch {
  static constexpr std::string_view name = "random";
  static constexpr std::string_view help = "points drawn independently";
  static constexpr std::string_view source = "Bergstra & Bengio 2012";
  Index points = 50;
  static void fields(auto& self, auto& field) {
    field("points", self.points, at_least(1).at_most(1e5), "how many; of equal ones the first counts");
  }
};

struct SobolSearch {
  static constexpr std::string_view name = "sobol";
  static constexpr std::string_view help =
      "a quasi-random sequence, which leaves no large gaps and no clusters, with a random digital shift";
  static constexpr std::string_view source = "Sobol 1967; directions of Joe & Kuo 2008";
  Index points = 64;
  static void fields(auto& self, auto& field) {
    field("points", self.points, at_least(1).at_most(1e6),
          "how many, best a power of 2; of equal ones the first counts");
  }
};

struct HalvingSearch {
  static constexpr std::string_view name = "halving";
  static constexpr std::string_view help =
      "many random points for few epochs, the better ones for more, the best for all";
  static constexpr std::string_view source = "Jamieson & Talwalkar 2016";
  Index points = 27;
  Index min_epochs = 1;
  Index max_epochs = 27;
  Index reduction = 3;
  static void fields(auto& self, auto& field) {
    field("points", self.points, at_least(1).at_most(1e5), "how many begin");
    field("min_epochs", self.min_epochs, at_least(1).at_most(1e9), "epochs of all of them");
    field("max_epochs", self.max_epochs, at_least(1).at_most(1e9),
          "epochs of the best; it is /training/epochs of every point");
    field("reduction", self.reduction, at_least(2).at_most(1e6),
          "one in so many goes on, for so many times the epochs");
  }
};

struct HyperbandSearch {
  static constexpr std::string_view name = "hyperband";
  static constexpr std::string_view help =
      "successive halving several times over, from many points for few epochs to few for all";
  static constexpr std::string_view source = "Li et al. 2018";
  Index max_epochs = 27;
  Index reduction = 3;
  static void fields(auto& self, auto& field) {
    field("max_epochs", self.max_epochs, at_least(1).at_most(1e6),
          "epochs of the best; it is /training/epochs of every point");
    field("reduction", self.reduction, at_least(2).at_most(1e6),
          "one in so many goes on, for so many times the epochs");
  }
};

using SweepSearch = std::variant<GridSearch, RandomSearch, SobolSearch, HalvingSearch, HyperbandSearch>;

struct SweepConfig {
  std::string name;  // default: the file's name without extension
  std::string config;
  std::map<std::string, SweepParameter> parameters;
  SweepSearch search;
  Index seeds = 1;
  Index folds = 0;
  std::string objective = "validation.loss";
  std::uint64_t seed = 1;
  static void fields(auto& self, auto& field) {
    field("name", self.name, anything, "of the sweep's directory; default: the file's name");
    field("config", self.config, at_least(1).required(), "the config file that all trainings begin with");
    field("parameters", self.parameters, anything.required(),
          "what varies, by its JSON pointer in the config");
    field("search", self.search, anything.required(), "which points are tried");
    field("seeds", self.seeds, at_least(1).at_most(1e6),
          "trainings of each point: the config's seed, the next one, and so on");
    field("folds", self.folds, at_least(0).at_most(1e6),
          "instead of the validation rows one of so many parts of the training rows, each in turn; 0: none");
    field("objective", self.objective, at_least(1), "train. or validation., then loss or a metric's name");
    field("seed", self.seed, anything, "of the points that are drawn");
  }
};

// The epochs that the best points are trained for; none where the config says it.
MLP_API std::optional<Index> most_epochs(const SweepSearch& search);

// Reads and resolves.  Throws IoError, or ConfigError with all that is wrong, each with file, line and
// column.
MLP_API SweepConfig load_sweep(const std::filesystem::path& path);

// The same from text; `name` stands for the file in messages.
MLP_API SweepConfig parse_sweep(std::string_view text, std::string_view name);

// JSON with every field explicit; parse_sweep() of it gives the same.
MLP_API std::string to_json(const SweepConfig& sweep);

}  // namespace mlp
