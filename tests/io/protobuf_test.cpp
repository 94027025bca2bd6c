// Protobuf's wire format: the examples of its own description, and the ends of a varint.
#include <gtest/gtest.h>

#include <limits>

#include "io/protobuf.hpp"

namespace mlp {
namespace {

std::string hex(const ProtobufMessage& message) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char c : message.bytes()) {
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

// protobuf.dev/programming-guides/encoding: Test1, Test2, Test3.
TEST(Protobuf, WritesTheExamplesOfItsDescription) {
  EXPECT_EQ(hex(ProtobufMessage().add(1, std::int64_t{150})), "089601");
  EXPECT_EQ(hex(ProtobufMessage().add(2, "testing")), "120774657374696e67");
  EXPECT_EQ(hex(ProtobufMessage().add(3, ProtobufMessage().add(1, std::int64_t{150}))), "1a03089601");
}

TEST(Protobuf, WritesTheEndsOfAVarint) {
  EXPECT_EQ(hex(ProtobufMessage().add(1, std::int64_t{0})), "0800");
  EXPECT_EQ(hex(ProtobufMessage().add(1, std::int64_t{127})), "087f");
  EXPECT_EQ(hex(ProtobufMessage().add(1, std::int64_t{128})), "088001");
  EXPECT_EQ(hex(ProtobufMessage().add(1, std::int64_t{-2})), "08feffffffffffffffff01");
  EXPECT_EQ(hex(ProtobufMessage().add(1, std::numeric_limits<std::int64_t>::max())), "08ffffffffffffffff7f");
}

TEST(Protobuf, AFieldNumberMayTakeTwoBytes) {
  EXPECT_EQ(hex(ProtobufMessage().add(20, std::int64_t{1})), "a00101");
}

TEST(Protobuf, WritesFloatsInFourBytes) {
  EXPECT_EQ(hex(ProtobufMessage().add(2, 1.0f)), "150000803f");
  EXPECT_EQ(hex(ProtobufMessage().add(2, -0.5f)), "15000000bf");
}

}  // namespace
}  // namespace mlp
