#include "tables/column_table.hpp"

#include <algorithm>
#include <cstdint>
#include <variant>

#include "data/column_config.hpp"
#include "tables/number_text.hpp"
#include "tables/text_table.hpp"

using mlp::FittedColumn;
using mlp::Index;
using mlp::Model;
using mlp::RowView;
using nlohmann::ordered_json;

namespace {

constexpr std::size_t most_columns_shown = 40;

bool is_plain_number(const FittedColumn& column) {
  return std::holds_alternative<mlp::NumericColumn>(*column.config.kind) && !column.substitute &&
         !column.config.clip && column.features() == 1 &&
         std::holds_alternative<mlp::NoTransform>(column.config.transform);
}

Index missing_values(const RowView& rows, std::size_t column) {
  const mlp::Dataset& data = *rows.dataset;
  return std::count_if(rows.rows.begin(), rows.rows.end(), [&](std::int32_t row) {
    const float value = data.values[row * data.features + static_cast<Index>(column)];
    return value != value;
  });
}

// Of a category its name, of a number itself.
ordered_json substitute_json(const FittedColumn& column) {
  if (!column.substitute) return nullptr;
  if (!is_categorical(column.config)) return *column.substitute;
  const auto place = static_cast<Index>(*column.substitute);
  const auto categories = std::ssize(column.categories);
  if (place < categories) return column.categories[static_cast<std::size_t>(place)];
  if (place < column.known_categories()) return column.rare[static_cast<std::size_t>(place - categories)];
  return std::get<mlp::FillConstant>(column.config.missing).category.value_or("");
}

std::string missing_text(const FittedColumn& column, const RowView* rows, std::size_t number) {
  if (!column.substitute) return "-";
  const ordered_json substitute = substitute_json(column);
  return (rows ? count_text(missing_values(*rows, number)) + " " : std::string()) + "as " +
         (substitute.is_string() ? substitute.get<std::string>() : value_text(substitute.get<double>()));
}

std::string meaning_text(const FittedColumn& column) {
  if (!is_categorical(column.config)) {
    std::string text = column.config.clip ? "clip" : "";
    if (!std::holds_alternative<mlp::NoTransform>(column.config.transform))
      text += (text.empty() ? "" : ", ") + std::string(name_of(column.config.transform));
    return text;
  }
  constexpr std::size_t most_named = 4;
  std::string text = std::string(name_of(column.config.encoding)) + ": ";
  for (std::size_t k = 0; k < std::min(column.categories.size(), most_named); ++k)
    text += (k > 0 ? ", " : "") + column.categories[k];
  if (column.categories.size() > most_named)
    text += " and " + count_text(static_cast<Index>(column.categories.size() - most_named)) + " more";
  if (!column.rare.empty()) text += "; " + count_text(std::ssize(column.rare)) + " rare as other";
  return text;
}

}  // namespace

std::string columns_text(const Model& model, const RowView* rows) {
  const mlp::InputEncoding& encoding = model.encoding;
  TextTable table({{"column", Align::left},
                   {"kind", Align::left},
                   {"missing", Align::left},
                   {"features", Align::right},
                   {"as", Align::left}});
  std::size_t shown = 0, further = 0;
  for (std::size_t c = 0; c < encoding.columns.size(); ++c) {
    const FittedColumn& column = encoding.columns[c];
    if (is_plain_number(column)) continue;
    if (++shown > most_columns_shown) {
      ++further;
      continue;
    }
    table.add({model.input_names[c], std::string(name_of(*column.config.kind)), missing_text(column, rows, c),
               count_text(column.features()), meaning_text(column)});
  }
  for (std::size_t k = 0; k < model.target_columns.size(); ++k) {
    const FittedColumn& column = model.target_columns[k];
    if (!is_plain_number(column)) table.add({model.target_names[k], "target", "-", "", meaning_text(column)});
  }
  if (table.empty()) return "";
  return "\n" + table.text() +
         (further > 0 ? "  and " + count_text(static_cast<Index>(further)) + " more columns\n" : "");
}

ordered_json target_columns_json(const Model& model) {
  auto list = ordered_json::array();
  for (std::size_t k = 0; k < model.target_columns.size(); ++k) {
    const mlp::ColumnConfig& config = model.target_columns[k].config;
    list.push_back({{"name", model.target_names[k]},
                    {"clip", config.clip ? ordered_json(*config.clip) : nullptr},
                    {"transform", name_of(config.transform)}});
  }
  return list;
}

ordered_json columns_json(const Model& model, const RowView* rows) {
  const mlp::InputEncoding& encoding = model.encoding;
  auto list = ordered_json::array();
  for (std::size_t c = 0; c < encoding.columns.size(); ++c) {
    const FittedColumn& column = encoding.columns[c];
    ordered_json json = {{"name", model.input_names[c]}, {"kind", name_of(*column.config.kind)}};
    if (rows) json["missing"] = missing_values(*rows, c);
    json["substitute"] = substitute_json(column);
    json["features"] = column.features();
    json["categories"] = column.categories;
    json["rare"] = column.rare;
    list.push_back(std::move(json));
  }
  return list;
}
