#include "mlp/data/encoding.hpp"

#include <numeric>
#include <variant>

#include "data/column_config.hpp"

namespace mlp {

bool FittedColumn::is_one_hot() const {
  return is_categorical(config) && std::holds_alternative<OneHot>(config.encoding);
}

Index FittedColumn::features() const {
  const Index own = is_one_hot() ? std::ssize(categories) + (has_other ? 1 : 0) : 1;
  return own + (config.indicator ? 1 : 0);
}

Index InputEncoding::features() const {
  return std::accumulate(columns.begin(), columns.end(), Index{0},
                         [](Index sum, const FittedColumn& column) { return sum + column.features(); });
}

std::vector<std::string> InputEncoding::feature_names(const std::vector<std::string>& column_names) const {
  std::vector<std::string> names;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const FittedColumn& column = columns[c];
    const std::string& name = column_names[c];
    if (column.is_one_hot()) {
      for (const std::string& category : column.categories) names.push_back(name + "=" + category);
      if (column.has_other) names.push_back(name + "=other");
    } else {
      names.push_back(name);
    }
    if (column.config.indicator) names.push_back(name + " is missing");
  }
  return names;
}

std::vector<DataColumn> InputEncoding::data_columns() const {
  std::vector<DataColumn> read;
  for (const FittedColumn& column : columns) {
    std::vector<std::string> known = column.categories;
    known.insert(known.end(), column.rare.begin(), column.rare.end());
    read.push_back({.config = column.config, .categories = std::move(known)});
  }
  return read;
}

std::vector<Scaling> feature_scalings(const InputEncoding& encoding, const Dataset& data,
                                      const Scaling& usual) {
  std::vector<Scaling> scalings;
  if (encoding.is_identity()) {
    for (Index c = 0; c < data.features; ++c) {
      const bool has_own = !data.columns.empty() && data.columns[static_cast<std::size_t>(c)].config.scaling;
      scalings.push_back(has_own ? *data.columns[static_cast<std::size_t>(c)].config.scaling : usual);
    }
    return scalings;
  }
  for (const FittedColumn& column : encoding.columns) {
    const bool is_yes_or_no =
        column.is_one_hot() || std::holds_alternative<BooleanColumn>(*column.config.kind);
    const Scaling own = column.config.scaling.value_or(is_yes_or_no ? Scaling(NoScaling{}) : usual);
    const Index indicators = column.config.indicator ? 1 : 0;
    scalings.insert(scalings.end(), static_cast<std::size_t>(column.features() - indicators), own);
    scalings.insert(scalings.end(), static_cast<std::size_t>(indicators), NoScaling{});
  }
  return scalings;
}

}  // namespace mlp
