#include "io/csv_field.hpp"

namespace mlp {

std::string csv_field(const std::string& field) {
  const bool has_blank_end = field.empty() || field.front() == ' ' || field.front() == '\t' ||
                             field.back() == ' ' || field.back() == '\t';
  if (!has_blank_end && field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

}  // namespace mlp
