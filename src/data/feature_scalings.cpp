#include "data/feature_scalings.hpp"

#include <variant>

namespace mlp {

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
