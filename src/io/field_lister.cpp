#include "io/field_lister.hpp"

#include <utility>

namespace mlp {

std::string help_with_source(std::string_view help, std::string_view source) {
  std::string text(help);
  if (!source.empty()) text.append("  (").append(source).append(")");
  return text;
}

ListedField listed_field(std::string_view name, std::string type, const nlohmann::ordered_json& value,
                         const Rule& rule, std::string_view help) {
  const bool has_default = !rule.must_be_given && !value.is_null();
  return {.name = std::string(name),
          .type = std::move(type),
          .default_value = has_default ? value.dump() : "",
          .rule = to_text(rule),
          .required = rule.must_be_given,
          .help = std::string(help)};
}

}  // namespace mlp
