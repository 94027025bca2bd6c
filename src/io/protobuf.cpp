#include "io/protobuf.hpp"

#include <bit>

namespace mlp {

void ProtobufMessage::add_varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
  bytes_ += static_cast<char>(value);
}

void ProtobufMessage::add_key(int field, unsigned wire_type) {
  add_varint(static_cast<std::uint64_t>(field) << 3 | wire_type);
}

ProtobufMessage& ProtobufMessage::add(int field, std::int64_t value) {
  add_key(field, 0);
  add_varint(static_cast<std::uint64_t>(value));
  return *this;
}

ProtobufMessage& ProtobufMessage::add(int field, float value) {
  add_key(field, 5);
  const auto bits = std::bit_cast<std::uint32_t>(value);
  for (int shift = 0; shift < 32; shift += 8) bytes_ += static_cast<char>(bits >> shift & 0xff);
  return *this;
}

ProtobufMessage& ProtobufMessage::add(int field, std::string_view bytes) {
  add_key(field, 2);
  add_varint(bytes.size());
  bytes_ += bytes;
  return *this;
}

}  // namespace mlp
