// A field of a CSV file as it is written.
#pragma once

#include <string>

namespace mlp {

// In quotes where RFC 4180 asks for them, or where blanks at the ends would be trimmed on reading.
std::string csv_field(const std::string& field);

}  // namespace mlp
