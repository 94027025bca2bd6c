#include "mlp/base/memory.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace mlp {
namespace {

template <typename T>
FlatBuffer<T> counting(Index size) {
  FlatBuffer<T> buffer(size);
  std::iota(buffer.begin(), buffer.end(), T{1});
  return buffer;
}

template <typename T>
std::vector<T> elements(const FlatBuffer<T>& buffer) {
  return {buffer.begin(), buffer.end()};
}

// The 64 bytes after the last element, which kernels may read.
template <typename T>
bool is_zero_past_end(const FlatBuffer<T>& buffer) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(buffer.data() + buffer.size());
  return std::all_of(bytes, bytes + cache_line_bytes, [](std::uint8_t byte) { return byte == 0; });
}

template <typename T>
class FlatBufferOf : public testing::Test {};
using Elements = testing::Types<float, double, std::int32_t, std::uint8_t>;
TYPED_TEST_SUITE(FlatBufferOf, Elements);

TYPED_TEST(FlatBufferOf, BeginsAsAlignedZerosWithReadableBytesAfterThem) {
  for (const Index size : {1, 2, 15, 16, 17, 63, 64, 65, 1000, 3 << 20}) {
    const FlatBuffer<TypeParam> buffer(size);
    EXPECT_EQ(buffer.size(), size);
    EXPECT_FALSE(buffer.empty());
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % cache_line_bytes, 0u);
    EXPECT_EQ(elements(buffer), std::vector<TypeParam>(static_cast<std::size_t>(size)));
    EXPECT_TRUE(is_zero_past_end(buffer));
  }
}

TYPED_TEST(FlatBufferOf, CopiesElementsNotMemory) {
  const FlatBuffer<TypeParam> original = counting<TypeParam>(37);
  FlatBuffer<TypeParam> copy = original;
  EXPECT_EQ(elements(copy), elements(original));
  EXPECT_TRUE(is_zero_past_end(copy));
  copy[3] = 99;
  EXPECT_EQ(original[3], 4);
  FlatBuffer<TypeParam> assigned(5);
  assigned = original;
  EXPECT_EQ(elements(assigned), elements(original));
  assigned = *&assigned;
  EXPECT_EQ(elements(assigned), elements(original));
}

TYPED_TEST(FlatBufferOf, MovesMemoryAndLeavesNothing) {
  FlatBuffer<TypeParam> original = counting<TypeParam>(37);
  const TypeParam* const memory = original.data();
  FlatBuffer<TypeParam> moved = std::move(original);
  EXPECT_EQ(moved.data(), memory);
  EXPECT_EQ(moved.size(), 37);
  FlatBuffer<TypeParam> assigned(5);
  assigned = std::move(moved);
  EXPECT_EQ(assigned.data(), memory);
  EXPECT_EQ(assigned.size(), 37);
}

TYPED_TEST(FlatBufferOf, KeepsAPartAndZerosPastIt) {
  for (const auto& [first, count] :
       {std::pair<Index, Index>{0, 100}, {0, 40}, {60, 40}, {1, 99}, {30, 1}, {0, 0}}) {
    FlatBuffer<TypeParam> buffer = counting<TypeParam>(100);
    buffer.keep(first, count);
    std::vector<TypeParam> expected(static_cast<std::size_t>(count));
    std::iota(expected.begin(), expected.end(), static_cast<TypeParam>(first + 1));
    EXPECT_EQ(elements(buffer), expected);
    EXPECT_TRUE(is_zero_past_end(buffer)) << first << ", " << count;
  }
}

TYPED_TEST(FlatBufferOf, KeepsPartsOfPartsAndCopiesThem) {
  FlatBuffer<TypeParam> buffer = counting<TypeParam>(100);
  buffer.keep(10, 80);
  buffer.keep(5, 70);
  EXPECT_EQ(buffer[0], 16);
  EXPECT_EQ(buffer.size(), 70);
  EXPECT_TRUE(is_zero_past_end(buffer));
  const FlatBuffer<TypeParam> copy = buffer;
  EXPECT_EQ(elements(copy), elements(buffer));
}

TEST(FlatBuffer, MayBeEmpty) {
  FlatBuffer<float> nothing, none(0);
  EXPECT_TRUE(nothing.empty());
  EXPECT_EQ(none.begin(), none.end());
  nothing.keep(0, 0);
  const FlatBuffer<float> copy = nothing;
  EXPECT_TRUE(copy.empty());
  none = counting<float>(3);
  EXPECT_EQ(none.size(), 3);
  none = FlatBuffer<float>();
  EXPECT_TRUE(none.empty());
}

TEST(FlatBuffer, IsASpan) {
  FlatBuffer<float> buffer = counting<float>(5);
  const std::span<float> all = buffer;
  EXPECT_EQ(all.size(), 5u);
  all[4] = 50.0f;
  const std::span<const float> reading = std::as_const(buffer);
  EXPECT_EQ(reading[4], 50.0f);
}

TEST(Padded, RoundsUpToWholeCacheLinesOfFloat) {
  EXPECT_EQ(padded(0), 0);
  EXPECT_EQ(padded(1), 16);
  EXPECT_EQ(padded(16), 16);
  EXPECT_EQ(padded(17), 32);
  EXPECT_EQ(padded(784), 784);
}

}  // namespace
}  // namespace mlp
