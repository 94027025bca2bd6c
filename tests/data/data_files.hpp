// What the tests of data share, beside files that go away again and messages: IDX and gzip by hand.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/data/source.hpp"

namespace mlp {

// What gmock can look at.
template <typename T>
std::vector<T> elements(const FlatBuffer<T>& buffer) {
  return {buffer.begin(), buffer.end()};
}

// An IDX file of that type and those dimensions before `body`.
inline std::string idx_file(int type, const std::vector<std::uint32_t>& dimensions, std::string_view body) {
  std::string file{'\0', '\0', static_cast<char>(type), static_cast<char>(dimensions.size())};
  for (const std::uint32_t dimension : dimensions) {
    for (int shift = 24; shift >= 0; shift -= 8) file += static_cast<char>(dimension >> shift & 0xFF);
  }
  return file += body;
}

inline std::string gzip_of(std::string_view bytes) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

// A source of CSV with these targets and inputs; no inputs: all other columns.
inline CsvSource csv_with(std::vector<std::string> target, std::vector<std::string> inputs = {}) {
  CsvSource csv;
  csv.target = std::move(target);
  csv.inputs = std::move(inputs);
  return csv;
}

}  // namespace mlp
