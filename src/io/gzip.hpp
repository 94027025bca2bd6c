// Gzip (RFC 1952), by zlib.
#pragma once

#include <string_view>

#include "mlp/base/memory.hpp"

namespace mlp {

// Whether `bytes` starts with gzip's magic number.
bool is_gzip(std::string_view bytes);

// The unpacked bytes of all members.  `name` is for messages.
// Throws DataError when the stream is cut short, fails its checksum, or is followed by rubbish.
FlatBuffer<unsigned char> gunzip(std::string_view bytes, std::string_view name);

}  // namespace mlp
