#include "io/gzip.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

std::string packed(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string result(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

std::string unpacked(std::string_view bytes) {
  const FlatBuffer<unsigned char> buffer = gunzip(bytes, "a.gz");
  return {buffer.begin(), buffer.end()};
}

std::string text(std::size_t size) {
  std::string result;
  for (std::size_t i = 0; result.size() < size; ++i) result += std::to_string(i * i) + " ";
  result.resize(size);
  return result;
}

TEST(Gzip, GivesBackWhatWasPacked) {
  for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 255, 65536, 1'000'003})
    EXPECT_EQ(unpacked(packed(text(size))), text(size));
}

TEST(Gzip, UnpacksFarMoreThanThePackedSizeSuggests) {
  const std::string zeros(20'000'000, '\0');
  EXPECT_EQ(unpacked(packed(zeros)), zeros);
}

TEST(Gzip, UnpacksAllMembers) {
  EXPECT_EQ(unpacked(packed("one ") + packed("") + packed(text(100'000)) + packed(" two")),
            "one " + text(100'000) + " two");
}

TEST(Gzip, NamesAStreamCutAnywhere) {
  const std::string whole = packed(text(3000));
  for (std::size_t size = 2; size < whole.size(); ++size) {
    const std::string message = message_of<DataError>([&] { unpacked(whole.substr(0, size)); });
    EXPECT_TRUE(
        message.starts_with("a.gz: expected the end of the gzip data, got the end of the file after "))
        << size << ": " << message;
  }
  EXPECT_EQ(message_of<DataError>([&] { unpacked(whole.substr(0, whole.size() - 8)); }),
            "a.gz: expected the end of the gzip data, got the end of the file after 3000 unpacked bytes\n"
            "  hint: fetch or copy the file again");
}

TEST(Gzip, NamesAWrongChecksum) {
  std::string damaged = packed("hello");
  damaged[damaged.size() - 8] = static_cast<char>(damaged[damaged.size() - 8] ^ 1);
  EXPECT_EQ(message_of<DataError>([&] { unpacked(damaged); }),
            "a.gz: expected sound gzip data, got damaged ones after 5 unpacked bytes (incorrect data check)\n"
            "  hint: fetch or copy the file again");
}

// Four header bytes carry no content: the time of packing (4–7), the level (8) and the system (9).
TEST(Gzip, NoticesEveryChangedBitOfTheContent) {
  const std::string whole = packed(text(300));
  for (std::size_t i = 10; i < whole.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ 1 << bit);
      EXPECT_THROW(unpacked(damaged), DataError) << "byte " << i << ", bit " << bit;
    }
  }
}

TEST(Gzip, DoesNotBelieveASizeOfFourGigabytes) {
  std::string damaged = packed("hello");
  damaged.replace(damaged.size() - 4, 4, "\xff\xff\xff\xff");
  EXPECT_EQ(
      message_of<DataError>([&] { unpacked(damaged); }),
      "a.gz: expected sound gzip data, got damaged ones after 5 unpacked bytes (incorrect length check)\n"
      "  hint: fetch or copy the file again");
}

TEST(Gzip, NamesRubbishAfterTheData) {
  EXPECT_EQ(message_of<DataError>([&] { unpacked(packed("hello") + "abc"); }),
            "a.gz: expected the end of the file after the gzip data, got 3 more bytes\n"
            "  hint: fetch or copy the file again");
}

TEST(Gzip, KnowsItsMagicNumber) {
  EXPECT_TRUE(is_gzip(packed("")));
  EXPECT_FALSE(is_gzip("\x1f"));
  EXPECT_FALSE(is_gzip("text"));
  EXPECT_EQ(message_of<DataError>([] { unpacked("text"); }), "a.gz: expected gzip data, got something else");
}

}  // namespace
}  // namespace mlp
