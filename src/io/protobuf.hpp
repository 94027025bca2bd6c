// Protocol Buffers' wire format, as far as it takes to write messages.
//
//   field   key, then value; the key is number·8 + wire type, a varint
//   varint  seven bits a byte, the lowest first; all but the last byte have their highest bit set
//   type 0  a varint          integers; negative ones as their 64 bits in two's complement
//   type 2  a size, then bytes   text, bytes, a message within the message
//   type 5  four bytes, little-endian   a float
//
// A repeated field is the field again.  (protobuf.dev/programming-guides/encoding)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mlp {

class ProtobufMessage {
 public:
  // Each appends a field and returns this message.
  ProtobufMessage& add(int field, std::int64_t value);
  ProtobufMessage& add(int field, float value);
  ProtobufMessage& add(int field, std::string_view bytes);
  ProtobufMessage& add(int field, const char* text) { return add(field, std::string_view(text)); }
  ProtobufMessage& add(int field, const ProtobufMessage& message) { return add(field, message.bytes()); }

  std::string_view bytes() const { return bytes_; }

 private:
  void add_key(int field, unsigned wire_type);
  void add_varint(std::uint64_t value);

  std::string bytes_;
};

}  // namespace mlp
