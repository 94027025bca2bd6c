// Ways into a JSON document: RFC 6901, "/model/hidden/0/units".
#pragma once

#include <string>
#include <string_view>

#include "io/json_document.hpp"

namespace mlp {

// `pointer` extended by a key ('~' and '/' in it escaped) or by a list's index.
std::string pointer_to(std::string_view pointer, std::string_view key);
std::string pointer_to(std::string_view pointer, Index index);

// Sets the value at `pointer` to `json_text`, or to the text as a string where it is not JSON.
// Everything new stands at `at`.  Missing objects on the way are made; "-" appends to a list; a
// string on the way is a choice's bare name, and "sgd" becomes {"type": "sgd"}.
// Throws ConfigError "--set POINTER: …" when the way leads elsewhere; `place` stands for "--set POINTER"
// there.
void set_by_pointer(JsonNode& document, std::string_view pointer, std::string_view json_text, Position at,
                    const std::string& place = {});

// Where the value at `pointer` stands, or the innermost one on the way that exists.
Position position_of(const JsonNode& document, std::string_view pointer);

}  // namespace mlp
