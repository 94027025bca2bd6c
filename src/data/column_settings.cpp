#include "data/column_settings.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/nearest.hpp"
#include "data/column_config.hpp"
#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

std::optional<std::size_t> place_of(const std::string& column, const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), column);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

void set_input(const std::string& column, ColumnConfig config, DataColumn& input) {
  const ColumnKind& held = *input.config.kind;
  if (config.kind && config.kind->index() != held.index()) {
    throw ConfigError("/data/columns/" + column + "/kind: expected " + std::string(name_of(held)) +
                          ", as the source has it, got " + std::string(name_of(*config.kind)),
                      "a source of type csv reads what its text means");
  }
  config.kind = held;
  check_column_config(config, column);
  input.config = std::move(config);
}

}  // namespace

void apply_settings(const ColumnConfigs& settings, Dataset& data, const std::string& name) {
  for (const auto& [column, config] : settings) {
    if (const auto input = place_of(column, data.input_names)) {
      if (data.columns.empty())
        data.columns.resize(data.input_names.size(), {.config = {.kind = NumericColumn{}}});
      set_input(column, config, data.columns[*input]);
      continue;
    }
    const auto target = data.numbers.empty() ? std::nullopt : place_of(column, data.target_names);
    if (!target) {
      std::vector<std::string> names = data.input_names;
      if (!data.numbers.empty())
        names.insert(names.end(), data.target_names.begin(), data.target_names.end());
      const auto near = nearest(column, names);
      throw DataError(name + ": expected a column " + in_quotes(column) + " as /data/columns says, got " +
                          (names.empty() ? "columns without names" : listed(names)),
                      near ? "did you mean " + in_quotes(*near) + "?" : "");
    }
    check_target_config(config, column);
    data.target_columns.resize(data.target_names.size());
    data.target_columns[*target] = config;
  }
}

}  // namespace mlp
