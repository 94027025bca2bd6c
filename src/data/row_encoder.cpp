#include "data/row_encoder.hpp"

#include <variant>

#include "data/column_config.hpp"

namespace mlp {

static constexpr Index no_feature = -1, unseen = -2;

RowEncoder::RowEncoder(const std::vector<FittedColumn>& columns) {
  columns_.reserve(columns.size());
  for (const FittedColumn& fitted : columns) {
    columns_.push_back(prepared(fitted));
    features_ += fitted.features();
  }
}

RowEncoder::Column RowEncoder::prepared(const FittedColumn& fitted) {
  const ColumnConfig& config = fitted.config;
  Column column;
  if (is_categorical(config)) column.form = fitted.is_one_hot() ? Form::one_hot : Form::ordinal;
  column.transform = NumberTransform(fitted);
  column.has_indicator = config.indicator;
  column.has_substitute = fitted.substitute.has_value();
  column.substitute = static_cast<float>(fitted.substitute.value_or(0.0));
  column.categories = std::ssize(fitted.categories);
  column.known = fitted.known_categories();
  column.has_other = fitted.has_other;
  column.others_are_known = std::holds_alternative<OtherUnseen>(config.unseen);
  column.ignores_unseen = std::holds_alternative<IgnoreUnseen>(config.unseen);
  return column;
}

Index RowEncoder::place_of(const Column& column, float code) {
  const bool is_known = code >= 0.0f && code < static_cast<float>(column.known);
  const Index place = is_known ? static_cast<Index>(code) : column.known;
  if (place < column.categories) return place;
  if (place < column.known || column.others_are_known) return column.categories;
  return column.ignores_unseen ? no_feature : unseen;
}

RowEncoder::Problem RowEncoder::encode(const float* row, float* features) const {
  for (Index c = 0; c < columns(); ++c) {
    const Column& column = columns_[static_cast<std::size_t>(c)];
    float value = row[c];
    const bool is_missing = value != value;
    if (is_missing) {
      if (!column.has_substitute) return {.kind = Problem::Kind::missing, .column = c};
      value = column.substitute;
    }
    if (column.form == Form::number) {
      *features++ = column.transform.of(value);
    } else {
      const Index place = place_of(column, value);
      if (place == unseen) return {.kind = Problem::Kind::unseen, .column = c};
      if (column.form == Form::ordinal) {
        *features++ = static_cast<float>(place);
      } else {
        const Index count = column.categories + (column.has_other ? 1 : 0);
        for (Index k = 0; k < count; ++k) *features++ = k == place ? 1.0f : 0.0f;
      }
    }
    if (column.has_indicator) *features++ = is_missing ? 1.0f : 0.0f;
  }
  return {};
}

}  // namespace mlp
