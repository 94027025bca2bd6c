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

}  // namespace mlp
