// The columns of a table that are more than plain numbers: what they hold, and what the network gets of them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "mlp/model/model.hpp"

// A table with a heading, targets that are clipped or transformed last; nothing where all columns are plain
// numbers.  `rows`: whose missing values are counted; null: nobody's.
std::string columns_text(const mlp::Model& model, const mlp::RowView* rows = nullptr);

// [{"name", "kind", "missing", "substitute", "features", "categories", "rare"}, …]: of every column that is
// encoded; [] where none is.  "missing" only with `rows`.
nlohmann::ordered_json columns_json(const mlp::Model& model, const mlp::RowView* rows = nullptr);

// [{"name", "clip", "transform"}, …]: of every target, where one is clipped or transformed.
nlohmann::ordered_json target_columns_json(const mlp::Model& model);
