// Reading .npy files as NumPy writes them.
#include "data/npy_array.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_files.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ResultOf;

std::string npy(const std::string& header, const std::string& body, int version = 1) {
  std::string file = "\x93NUMPY";
  file += static_cast<char>(version);
  file += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) file += static_cast<char>(header.size() >> (8 * i) & 0xff);
  return file + header + body;
}

std::string header_of(const std::string& type, const std::string& shape,
                      const std::string& fortran = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }  \n";
}

template <typename T>
std::string body_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

std::string reversed(std::string bytes, std::size_t size) {
  for (std::size_t i = 0; i < bytes.size(); i += size)
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                 bytes.begin() + static_cast<std::ptrdiff_t>(i + size));
  return bytes;
}

std::vector<float> values_of(const std::string& type, const std::string& body) {
  return elements(read_npy_array(npy(header_of(type, "(2,)"), body), "x.npy").values);
}

TEST(NpyArray, ReadsEveryTypeInBothByteOrders) {
  EXPECT_THAT(values_of("<f4", body_of<float>({1.5f, -2})), ElementsAre(1.5f, -2));
  EXPECT_THAT(values_of("<f4", body_of<float>({1e-40f, -1e-40f})),
              Each(AllOf(0.0f, ResultOf([](float x) { return std::signbit(x); }, false))));
  EXPECT_THAT(values_of(">f4", reversed(body_of<float>({1.5f, -2}), 4)), ElementsAre(1.5f, -2));
  EXPECT_THAT(values_of("<f8", body_of<double>({0.1, -1e30})), ElementsAre(0.1f, -1e30f));
  EXPECT_THAT(values_of(">f8", reversed(body_of<double>({0.1, 2}), 8)), ElementsAre(0.1f, 2));
  EXPECT_THAT(values_of("<f2", body_of<std::uint16_t>({0x3E00, 0xC000})), ElementsAre(1.5f, -2));
  EXPECT_THAT(values_of("<f2", body_of<std::uint16_t>({0x0001, 0x7BFF})), ElementsAre(0x1p-24f, 65504));
  EXPECT_THAT(values_of("<f2", body_of<std::uint16_t>({0x83FF, 0x0400})),
              ElementsAre(-1023 * 0x1p-24f, 0x1p-14f));
  EXPECT_THAT(values_of("|i1", body_of<std::int8_t>({-3, 4})), ElementsAre(-3, 4));
  EXPECT_THAT(values_of("|u1", body_of<std::uint8_t>({253, 4})), ElementsAre(253, 4));
  EXPECT_THAT(values_of("<i2", body_of<std::int16_t>({-300, 4})), ElementsAre(-300, 4));
  EXPECT_THAT(values_of(">i4", reversed(body_of<std::int32_t>({-70000, 4}), 4)), ElementsAre(-70000, 4));
  EXPECT_THAT(values_of("<i8", body_of<std::int64_t>({-5'000'000'000, 4})), ElementsAre(-5e9f, 4));
  EXPECT_THAT(values_of("<u8", body_of<std::uint64_t>({5'000'000'000u, 4})), ElementsAre(5e9f, 4));
  EXPECT_THAT(values_of("|b1", std::string("\x00\x01", 2)), ElementsAre(0, 1));
}

TEST(NpyArray, TakesTheFirstAxisForRowsInBothOrders) {
  const RowArray c = read_npy_array(
      npy(header_of("<f4", "(2, 2, 3)"), body_of<float>({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})), "x.npy");
  EXPECT_EQ(c.rows, 2);
  EXPECT_EQ(c.width, 6);
  // numpy.asfortranarray of the same.
  const RowArray fortran = read_npy_array(
      npy(header_of("<f4", "(2, 2, 3)", "True"), body_of<float>({0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11}), 2),
      "x.npy");
  EXPECT_EQ(elements(fortran.values), elements(c.values));
}

TEST(NpyArray, KeepsUnsignedBytesOfThreeAxesAsImages) {
  const RowArray images =
      read_npy_array(npy(header_of("|u1", "(2, 1, 2)"), body_of<std::uint8_t>({1, 2, 3, 255})), "x.npy");
  EXPECT_THAT(elements(images.bytes), ElementsAre(1, 2, 3, 255));
  EXPECT_TRUE(images.values.empty());
}

TEST(NpyArray, ReadsGzip) {
  const std::string file = npy(header_of("<f4", "(1, 2)"), body_of<float>({1, 2}));
  EXPECT_THAT(elements(read_npy_array(gzip_of(file), "x.npy.gz").values), ElementsAre(1, 2));
}

std::string refusal(const std::string& file) {
  return message_of<DataError>([&] { read_npy_array(file, "x.npy"); });
}

TEST(NpyArray, SaysWhatIsWrong) {
  EXPECT_EQ(refusal("a,b\n1,2\n"),
            "x.npy: expected a .npy file, got another kind\n  hint: numpy.save(path, array) writes one");
  EXPECT_THAT(refusal(npy(header_of("<U5", "(2,)"), "")),
              HasSubstr("numpy.unique(words, return_inverse=True)"));
  EXPECT_THAT(refusal(npy(header_of("|O", "(2,)"), "")),
              HasSubstr("expected an array of numbers, got one of type \"|O\""));
  EXPECT_THAT(refusal(npy(header_of("<f4", "()"), body_of<float>({1}))), HasSubstr("got a single number"));
  EXPECT_THAT(refusal(npy(header_of("<f4", "(0, 3)"), "")),
              HasSubstr("expected axes of at least 1, got the shape (0, 3)"));
  EXPECT_THAT(
      refusal(npy(header_of("<f4", "(2, 3)"), "1234")),
      HasSubstr("expected 24 bytes of numbers for the shape (2, 3), got 4\n  hint: the file is cut short"));
  EXPECT_THAT(refusal(npy(header_of("<f4", "(999999999, 999999999, 999999999)"), "")),
              HasSubstr("that fits memory"));
  EXPECT_EQ(refusal(npy(header_of("<f4", "(2, 2)"), body_of<float>({1, 2, 3, std::nanf("")}))),
            "x.npy: row 2, value 2: expected a finite number between -3.4e38 and 3.4e38, got nan");
  EXPECT_THAT(refusal(npy(header_of("<f4", "(2,)"), "", 4)),
              HasSubstr("expected version 1, 2 or 3 of .npy, got 4"));
}

TEST(NpyArray, RefusesAFileCutAtAnyByteOrWithAnyHeaderByteChanged) {
  const std::string whole = npy(header_of("<f4", "(2, 3)"), body_of<float>({1, 2, 3, 4, 5, 6}));
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(refusal(whole.substr(0, length)).empty());
  for (std::size_t at = 0; at < whole.size() - 24; ++at) {
    for (const char c : {'\0', '\'', '9', '(', '\xff'}) {
      std::string changed = whole;
      changed[at] = c;
      try {
        read_npy_array(changed, "x.npy");  // what is still a file may be read
      } catch (const DataError&) {
      }
    }
  }
}

}  // namespace
}  // namespace mlp
