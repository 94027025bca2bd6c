// A member, of a struct with fields, that may hold any JSON; what the JSON means is decided elsewhere.
#pragma once

#include <string>

namespace mlp {

// One value as JSON text: "0.1", "\"relu\"", "{\"type\": \"step\"}".
struct JsonText {
  std::string text = "null";

  bool operator==(const JsonText&) const = default;
};

}  // namespace mlp
