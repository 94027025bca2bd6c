#include "kernels/gather.hpp"

#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "kernels/guarded_matrix.hpp"

namespace mlp::kernels {
namespace {

// A data set of bytes that ends where its memory does: an address sanitizer sees a read past it.
struct ByteRows {
  Index count, features, stride;
  std::vector<std::uint8_t> bytes;

  ByteRows(Index row_count, Index feature_count, Index gap)
      : count(row_count),
        features(feature_count),
        stride(feature_count + gap),
        bytes(static_cast<std::size_t>(row_count * stride - gap)) {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 37 + i / 256);
  }
  float at(Index row, Index feature) const {
    return static_cast<float>(bytes[static_cast<std::size_t>(row * stride + feature)]) / 255.0f;
  }
  InputRows rows() const { return {.bytes = bytes.data(), .features = features, .stride = stride}; }
};

// Numbers of a data set likewise, and a map for every column.
struct FloatRows {
  Index count, features, stride;
  std::vector<float> values;
  FlatBuffer<float> shift, scale;

  FloatRows(Index row_count, Index feature_count, Index gap)
      : count(row_count),
        features(feature_count),
        stride(feature_count + gap),
        values(test_numbers(1, row_count * stride - gap)),
        shift(feature_count),
        scale(feature_count) {
    for (Index j = 0; j < features; ++j) {
      shift[j] = test_number(2, j);
      scale[j] = test_number(3, j);
    }
  }
  float at(Index row, Index feature) const {
    return values[static_cast<std::size_t>(row * stride + feature)];
  }
  InputRows rows() const { return {.values = values.data(), .features = features, .stride = stride}; }
  InputRows scaled_rows() const {
    InputRows inputs = rows();
    inputs.shift = shift.data();
    inputs.scale = scale.data();
    return inputs;
  }
  float scaled(float x, Index feature) const { return stored((x - shift[feature]) * scale[feature]); }
};

TEST(Gather, DividesEveryByteBy255Exactly) {
  std::vector<std::uint8_t> bytes(256);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  under_every_target([&](const std::string&) {
    GuardedMatrix to(1, 256);
    gather({.bytes = bytes.data(), .features = 256, .stride = 256}, nullptr, 1, to.data(), to.stride());
    EXPECT_TRUE(holds(to, [](Index, Index j) { return static_cast<float>(j) / 255.0f; }));
  });
}

TEST(Gather, TakesRowsOfBytesOfEveryLength) {
  under_every_target([&](const std::string&) {
    for (Index features = 1; features <= 40; ++features) {
      for (const Index gap : {0, 5}) {
        const ByteRows data(7, features, gap);
        GuardedMatrix to(7, features);
        gather(data.rows(), nullptr, 7, to.data(), to.stride());
        EXPECT_TRUE(holds(to, [&](Index i, Index j) { return data.at(i, j); }));
      }
    }
  });
}

TEST(Gather, TakesRowsOfNumbersOfEveryLength) {
  under_every_target([&](const std::string&) {
    for (Index features = 1; features <= 40; ++features) {
      for (const Index gap : {0, 5}) {
        const FloatRows data(7, features, gap);
        GuardedMatrix to(7, features);
        gather(data.rows(), nullptr, 7, to.data(), to.stride());
        EXPECT_TRUE(holds(to, [&](Index i, Index j) { return data.at(i, j); }));
      }
    }
  });
}

TEST(Gather, ScalesEveryColumnByItsOwnMap) {
  under_every_target([&](const std::string&) {
    for (Index features = 1; features <= 40; ++features) {
      const FloatRows data(5, features, 0);
      GuardedMatrix numbers(5, features);
      gather(data.scaled_rows(), nullptr, 5, numbers.data(), numbers.stride());
      EXPECT_TRUE(holds(numbers, [&](Index i, Index j) { return data.scaled(data.at(i, j), j); }));

      const ByteRows bytes(5, features, 0);
      InputRows inputs = bytes.rows();
      inputs.shift = data.shift.data();
      inputs.scale = data.scale.data();
      GuardedMatrix to(5, features);
      gather(inputs, nullptr, 5, to.data(), to.stride());
      EXPECT_TRUE(holds(to, [&](Index i, Index j) { return data.scaled(bytes.at(i, j), j); }));
    }
  });
}

TEST(Gather, FlushesScaledSubnormalsAndMapsConstantColumnsToZero) {
  const Index features = 19;
  FloatRows data(1, features, 0);
  for (Index j = 0; j < features; ++j) {
    data.values[static_cast<std::size_t>(j)] = j % 2 == 0 ? 0x1p-100f : -3.0f;
    data.shift[j] = j % 2 == 0 ? 0.0f : 2.0f;
    data.scale[j] = j % 2 == 0 ? -0x1p-40f : 0.0f;  // a subnormal, −0
  }
  under_every_target([&](const std::string&) {
    GuardedMatrix to(1, features);
    gather(data.scaled_rows(), nullptr, 1, to.data(), to.stride());
    EXPECT_TRUE(holds(to, [](Index, Index) { return 0.0f; }));
  });
}

TEST(Gather, FollowsAListOfRowsInAnyOrderWithRepeats) {
  const std::vector<std::int32_t> list{3, 0, 8, 8, 1, 8, 0};
  const auto count = static_cast<Index>(list.size());
  const ByteRows bytes(9, 21, 2);
  const FloatRows numbers(9, 21, 2);
  under_every_target([&](const std::string&) {
    GuardedMatrix to(count, 21);
    gather(bytes.rows(), list.data(), count, to.data(), to.stride());
    EXPECT_TRUE(holds(to, [&](Index i, Index j) { return bytes.at(list[static_cast<std::size_t>(i)], j); }));
    gather(numbers.rows(), list.data(), count, to.data(), to.stride());
    EXPECT_TRUE(
        holds(to, [&](Index i, Index j) { return numbers.at(list[static_cast<std::size_t>(i)], j); }));
    gather(numbers.rows(), list.data(), 0, to.data(), to.stride());
    EXPECT_TRUE(to.is_alone());
  });
}

TEST(Transpose, TurnsEveryShape) {
  under_every_target([&](const std::string&) {
    for (Index rows = 1; rows <= 40; ++rows) {
      for (Index columns = 1; columns <= 40; ++columns) {
        // Sized exactly: an address sanitizer sees a read past the end.
        const Index stride = columns + rows % 3;
        const std::vector<float> from = test_numbers(4, (rows - 1) * stride + columns);
        GuardedMatrix to(columns, rows, columns % 5);
        transpose(from.data(), rows, columns, stride, to.data(), to.stride());
        ASSERT_TRUE(
            holds(to, [&](Index j, Index i) { return from[static_cast<std::size_t>(i * stride + j)]; }));
      }
    }
  });
}

TEST(Transpose, TurnsShapesOfManyCacheLines) {
  under_every_target([&](const std::string&) {
    for (const auto& [rows, columns] : {std::pair<Index, Index>{131, 67}, {64, 784}, {1, 300}, {300, 1}}) {
      GuardedMatrix from(rows, columns), to(columns, rows);
      fill_with_test_numbers(from, 5);
      transpose(from.data(), rows, columns, from.stride(), to.data(), to.stride());
      EXPECT_TRUE(holds(to, [&from = from](Index j, Index i) { return from(i, j); }));
    }
  });
}

TEST(Transpose, KeepsEveryBitOfSpecialValues) {
  const std::vector<float> special{-0.0f, 0x1p-149f, std::numeric_limits<float>::infinity(),
                                   std::numeric_limits<float>::quiet_NaN(), -0x1.fffffep127f};
  under_every_target([&](const std::string&) {
    GuardedMatrix from(9, 9), to(9, 9);
    const auto value = [&](Index i, Index j) {
      return special[static_cast<std::size_t>(i * 9 + j) % special.size()];
    };
    for (Index i = 0; i < 9; ++i) {
      for (Index j = 0; j < 9; ++j) from(i, j) = value(i, j);
    }
    transpose(from.data(), 9, 9, from.stride(), to.data(), to.stride());
    EXPECT_TRUE(holds(to, [&](Index j, Index i) { return value(i, j); }));
  });
}

}  // namespace
}  // namespace mlp::kernels
