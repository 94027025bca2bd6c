// Whether what a config says about a column fits what it holds.
#pragma once

#include <string>
#include <string_view>

#include "mlp/choice/column.hpp"

namespace mlp {

// Throws ConfigError "/data/columns/NAME/…: expected …, got …" for a policy, an encoding or a transform that
// is not for the column's kind; where that is absent, only for what fits no kind.
void check_column_config(const ColumnConfig& config, const std::string& name);

// The same for a target of numbers, of which only clip, transform and scaling may be said.
void check_target_config(const ColumnConfig& config, const std::string& name);

// How the entry of a column is written in a config: "columns": {"age": SETTING} in /data.
std::string column_entry(std::string_view name, std::string_view setting);

// A policy that suits the column's kind, as JSON.
std::string_view policy_for_gaps(const ColumnConfig& config);

// Whether numbers are clipped or transformed.
bool changes_numbers(const ColumnConfig& config);

// False for a number that the network gets as it is.  REQUIRES: a kind.
bool needs_encoding(const ColumnConfig& config);

inline bool is_categorical(const ColumnConfig& config) {
  return config.kind && std::holds_alternative<CategoricalColumn>(*config.kind);
}

}  // namespace mlp
