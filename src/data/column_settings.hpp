// /data/columns where the rows do not come from text: numbers that have a name.
#pragma once

#include <string>

#include "mlp/data/dataset.hpp"

namespace mlp {

// Gives the columns of inputs and the targets of `data` what the settings say of them.  `name` stands for the
// source in messages.
// Throws DataError for a column that is not there, ConfigError for a setting that does not fit one.
void apply_settings(const ColumnConfigs& settings, Dataset& data, const std::string& name);

}  // namespace mlp
