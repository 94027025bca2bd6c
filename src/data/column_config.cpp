#include "data/column_config.hpp"

#include <algorithm>
#include <variant>

#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

class Checker {
 public:
  Checker(const ColumnConfig& config, const std::string& name)
      : config_(config), pointer_("/data/columns/" + name) {}

  void check_target() const {
    if (config_.kind && !std::holds_alternative<NumericColumn>(*config_.kind))
      fail("kind", "numeric for a target of numbers", std::string(name_of(*config_.kind)));
    const ColumnConfig usual;
    const bool is_input = config_.missing.index() != usual.missing.index() || config_.indicator ||
                          !config_.missing_markers.empty() || !config_.categories.empty() ||
                          config_.encoding.index() != usual.encoding.index() ||
                          config_.unseen.index() != usual.unseen.index() ||
                          config_.min_count != usual.min_count;
    if (is_input) {
      throw ConfigError(pointer_ +
                            ": expected clip, transform and scaling alone for a target of numbers, got " +
                            "what is for inputs",
                        "a row without its target teaches nothing: leave it out of the file");
    }
    check_clip();
  }

  void check() const {
    check_clip();
    check_categories();
    if (!config_.kind) return;
    is_categorical(config_) ? check_categorical() : check_numbers();
  }

 private:
  [[noreturn]] void fail(const std::string& key, const std::string& expected, const std::string& got,
                         const std::string& hint = {}) const {
    throw ConfigError(pointer_ + "/" + key + ": expected " + expected + ", got " + got, hint);
  }

  std::string kind() const { return "a column of kind " + std::string(name_of(*config_.kind)); }

  template <typename Choice>
  void expect_default(const char* key, const Choice& choice) const {
    if (choice.index() == 0) return;
    fail(key, std::string(name_of(Choice{})) + " for " + kind(), std::string(name_of(choice)));
  }

  void check_clip() const {
    if (!config_.clip || (*config_.clip)[0] < (*config_.clip)[1]) return;
    fail("clip", "the lower bound first",
         "[" + number_text((*config_.clip)[0]) + ", " + number_text((*config_.clip)[1]) + "]");
  }

  void check_categories() const {
    std::vector<std::string> sorted = config_.categories;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) fail("categories", "each category once", "it twice: " + in_quotes(*twice));
  }

  void check_categorical() const {
    expect_default("transform", config_.transform);
    if (config_.clip) fail("clip", "none for " + kind(), "one");
    const bool is_ordinal = std::holds_alternative<Ordinal>(config_.encoding);
    if (config_.scaling && !is_ordinal && !std::holds_alternative<NoScaling>(*config_.scaling))
      fail("scaling", "none for categories as one_hot", std::string(name_of(*config_.scaling)));
    if (is_ordinal && std::holds_alternative<IgnoreUnseen>(config_.unseen)) {
      fail("unseen", "error or other with the encoding ordinal", "ignore",
           "0 is the first category's place; other gets the place behind the last");
    }
    if (std::holds_alternative<FillMean>(config_.missing) ||
        std::holds_alternative<FillMedian>(config_.missing)) {
      fail("missing", "error, most_frequent, constant or drop_row for " + kind(),
           std::string(name_of(config_.missing)), "categories have no middle");
    }
    const auto* const constant = std::get_if<FillConstant>(&config_.missing);
    if (constant && !constant->category) {
      fail("missing/category", "a category for " + kind(), "none",
           R"({"type": "constant", "category": "missing"} makes one of what is missing)");
    }
  }

  void check_numbers() const {
    expect_default("encoding", config_.encoding);
    expect_default("unseen", config_.unseen);
    if (config_.min_count != 1) fail("min_count", "1 for " + kind(), std::to_string(config_.min_count));
    if (!config_.categories.empty()) fail("categories", "none for " + kind(), "some");
    const auto* const constant = std::get_if<FillConstant>(&config_.missing);
    if (constant && constant->category)
      fail("missing/category", "none for " + kind(), in_quotes(*constant->category));
    if (!std::holds_alternative<BooleanColumn>(*config_.kind)) return;
    expect_default("transform", config_.transform);
    if (config_.clip) fail("clip", "none for " + kind(), "one");
  }

  const ColumnConfig& config_;
  const std::string pointer_;
};

}  // namespace

void check_column_config(const ColumnConfig& config, const std::string& name) {
  Checker(config, name).check();
}

void check_target_config(const ColumnConfig& config, const std::string& name) {
  Checker(config, name).check_target();
}

bool changes_numbers(const ColumnConfig& config) {
  return config.clip || !std::holds_alternative<NoTransform>(config.transform);
}

bool needs_encoding(const ColumnConfig& config) {
  return !std::holds_alternative<NumericColumn>(*config.kind) || config.indicator ||
         changes_numbers(config) || !std::holds_alternative<RefuseMissing>(config.missing);
}

std::string_view policy_for_gaps(const ColumnConfig& config) {
  if (is_categorical(config)) return R"({"type": "constant", "category": "missing"})";
  const bool is_boolean = config.kind && std::holds_alternative<BooleanColumn>(*config.kind);
  return is_boolean ? R"("most_frequent")" : R"("median")";
}

std::string column_entry(std::string_view name, std::string_view setting) {
  return "\"columns\": {" + in_quotes(name) + ": " + std::string(setting) + "} in /data";
}

}  // namespace mlp
