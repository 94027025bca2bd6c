#include "io/field_writer.hpp"

#include <utility>

namespace mlp {

void ObjectWriter::add(std::string_view name, nlohmann::ordered_json value, const Rule& rule) {
  const bool is_unset = value.is_null() || value == false || value == 0 || value == "" ||
                        (value.is_structured() && value.empty());
  if (rule.silent_when_unset && is_unset) return;
  object[std::string(name)] = std::move(value);
}

}  // namespace mlp
