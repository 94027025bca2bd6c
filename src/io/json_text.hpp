// From a JSON document's node back to its text.
#pragma once

#include <string>

#include "io/json_document.hpp"

namespace mlp {

// In one line, with every number in the shortest text that reads back to it.  Objects keep their order.
std::string json_text(const JsonNode& node);

}  // namespace mlp
