#include "io/base64.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace mlp {
namespace {

std::string encoded(const std::string& text) {
  return base64(std::vector<std::uint8_t>(text.begin(), text.end()));
}

// RFC 4648, section 10.
TEST(Base64, EncodesAsTheStandardsExamples) {
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foo"), "Zm9v");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
}

TEST(Base64, EncodesEveryByte) {
  EXPECT_EQ(base64(std::vector<std::uint8_t>{0x00, 0xff, 0xfb, 0xbe}), "AP/7vg==");
}

}  // namespace
}  // namespace mlp
