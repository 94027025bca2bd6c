// Bytes as text: base64 (RFC 4648, section 4), for pages and JSON.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace mlp {

std::string base64(std::span<const std::uint8_t> bytes);

}  // namespace mlp
