// What the tests of data share: files that go away again, messages, IDX and gzip by hand.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "mlp/base/error.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/data/source.hpp"

namespace mlp {

// The message of the Kind that `work` throws; another exception passes, none is a failed test.
template <typename Kind = DataError, typename Work>
std::string message_of(Work&& work) {
  try {
    work();
  } catch (const Kind& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

// What gmock can look at.
template <typename T>
std::vector<T> elements(const FlatBuffer<T>& buffer) {
  return {buffer.begin(), buffer.end()};
}

// A folder of the running test's own.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::path(testing::TempDir()) /
            (std::string("mlp_") + test->test_suite_name() + "_" + test->name());
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  void write(const std::string& name, std::string_view content) const {
    std::ofstream file(path_ / name, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
  }

 private:
  std::filesystem::path path_;
};

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
