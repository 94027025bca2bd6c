// Numbers that stay in a file.
#include "io/disk_numbers.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

std::vector<float> ascending(Index count) {
  std::vector<float> values;
  for (Index i = 0; i < count; ++i) values.push_back(static_cast<float>(i));
  return values;
}

class DiskNumbers : public testing::Test {
 protected:
  // `before` bytes, then 0, 1, 2, …
  std::filesystem::path file(std::size_t before, Index count) const {
    const std::filesystem::path path = folder / "numbers";
    const std::vector<float> values = ascending(count);
    std::ofstream(path, std::ios::binary)
        << std::string(before, 'x')
        << std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    return path;
  }
  TemporaryFolder folder;
};

TEST_F(DiskNumbers, AreReadFromAnyOffset) {
  for (const std::size_t before : {0u, 4u, 128u, 4096u, 10000u}) {
    const FlatBuffer<float> numbers = stored_numbers<float>(file(before, 3000), before, 3000);
    EXPECT_TRUE(std::equal(numbers.begin(), numbers.end(), ascending(3000).begin())) << before;
  }
}

// A kernel's last load may read past the end, where the file may end with a page.
TEST_F(DiskNumbers, AreFollowedByReadableBytes) {
  for (const Index count : {1024, 1023, 1020, 1009}) {
    const FlatBuffer<float> numbers = stored_numbers<float>(file(0, count), 0, count);
    const float* const end = numbers.data() + count;
    EXPECT_EQ(std::count(end, end + 16, 0.0f), 16) << count;
  }
}

TEST_F(DiskNumbers, OfAScratchFileAreZeroAndCanBeWritten) {
  FlatBuffer<float> numbers = scratch_numbers<float>(folder / "made" / "here", 5000);
  EXPECT_EQ(std::count(numbers.begin(), numbers.end(), 0.0f), 5000);
  std::copy_n(ascending(5000).begin(), 5000, numbers.begin());
  EXPECT_TRUE(std::filesystem::is_empty(folder / "made" / "here")) << "it has no name";
  numbers.keep(0, 10);
  EXPECT_EQ(numbers.size(), 10);
  EXPECT_EQ(numbers[9], 9.0f);
  EXPECT_EQ(numbers[10], 0.0f);
}

TEST_F(DiskNumbers, AreCopiedToMemoryAndMovedAsTheyAre) {
  FlatBuffer<float> numbers = scratch_numbers<float>(folder / "s", 100);
  numbers[7] = 7.0f;
  const float* const place = numbers.data();
  const FlatBuffer<float> copy = numbers, moved = std::move(numbers);
  EXPECT_EQ(copy[7], 7.0f);
  EXPECT_NE(copy.data(), place);
  EXPECT_EQ(moved.data(), place);
  EXPECT_TRUE(numbers.empty());
}

TEST_F(DiskNumbers, ThatAreNotThereAreAnError) {
  EXPECT_THROW(stored_numbers<float>(folder / "none", 0, 10), IoError);
  std::ofstream(folder / "file") << "x";
  EXPECT_THROW(scratch_numbers<float>(folder / "file", 10), IoError);
}

}  // namespace
}  // namespace mlp
