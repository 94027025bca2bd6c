// A member of a struct with fields that may hold any JSON: what it means, somebody else decides.
#pragma once

#include <string>

namespace mlp {

// One value as JSON text: "0.1", "\"relu\"", "{\"type\": \"step\"}".
struct JsonText {
  std::string text = "null";

  bool operator==(const JsonText&) const = default;
};

}  // namespace mlp
