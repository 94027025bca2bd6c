#include "kernels/product.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "kernels/guarded_matrix.hpp"

namespace mlp::kernels {
namespace {

// How `a` lies in memory: W and dZ have a row's values side by side, dZᵀ those of a column.
enum class Form { row_contiguous, depth_strided };

struct Operands {
  GuardedMatrix a;  // rows × depth, or depth × rows
  GuardedMatrix b;  // depth × columns
  std::vector<float> start;
  Form form;

  Operands(Index rows, Index columns, Index depth, Form a_form)
      : a(a_form == Form::row_contiguous ? rows : depth, a_form == Form::row_contiguous ? depth : rows),
        b(depth, columns),
        start(test_numbers(3, rows)),
        form(a_form) {
    for (Index i = 0; i < rows; ++i) {
      for (Index p = 0; p < depth; ++p) a_at(i, p) = test_number(1, i * depth + p);
    }
    fill_with_test_numbers(b, 2);
  }

  float& a_at(Index i, Index p) { return form == Form::row_contiguous ? a(i, p) : a(p, i); }

  // The first `rows` × `columns` of it.
  Product product(Index rows, Index columns, GuardedMatrix& c, bool with_start) {
    const bool contiguous = form == Form::row_contiguous;
    return {.rows = rows,
            .columns = columns,
            .depth = b.rows(),
            .a = a.data(),
            .a_row = contiguous ? a.stride() : 1,
            .a_depth = contiguous ? 1 : a.stride(),
            .b = b.data(),
            .b_stride = b.stride(),
            .c = c.data(),
            .c_stride = c.stride(),
            .start = with_start ? start.data() : nullptr};
  }

  // The chain of (i, j) as A2 writes it.
  float chain(Index i, Index j, bool with_start) {
    float c = with_start ? start[static_cast<std::size_t>(i)] : 0.0f;
    for (Index p = 0; p < b.rows(); ++p) c = std::fma(a_at(i, p), b(p, j), c);
    return stored(c);
  }

  // All of them: an element does not depend on the shape of C.
  std::vector<std::vector<float>> chains(Index rows, Index columns, bool with_start) {
    std::vector<std::vector<float>> all(static_cast<std::size_t>(rows));
    for (Index i = 0; i < rows; ++i) {
      for (Index j = 0; j < columns; ++j) all[static_cast<std::size_t>(i)].push_back(chain(i, j, with_start));
    }
    return all;
  }
};

std::vector<Index> every_number_to(Index last) {
  std::vector<Index> numbers(static_cast<std::size_t>(last));
  std::iota(numbers.begin(), numbers.end(), Index{1});
  return numbers;
}

// Every element of every shape equals its chain.
void expect_chains(const std::vector<Index>& rows, const std::vector<Index>& columns, Index depth, Form form,
                   bool with_start) {
  Operands operands(rows.back(), columns.back(), depth, form);
  const auto expected = operands.chains(rows.back(), columns.back(), with_start);
  under_every_target([&](const std::string&) {
    for (const Index m : rows) {
      for (const Index n : columns) {
        GuardedMatrix c(m, n, n % 4);
        product(operands.product(m, n, c, with_start));
        ASSERT_TRUE(holds(c,
                          [&](Index i, Index j) {
                            return expected[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
                          }))
            << "depth " << depth << (with_start ? ", with start" : ", without start")
            << (form == Form::row_contiguous ? ", a by rows" : ", a by columns");
      }
    }
  });
}

TEST(Product, IsOneChainPerElementForEveryShapeOfTile) {
  for (const Form form : {Form::row_contiguous, Form::depth_strided}) {
    expect_chains(every_number_to(30), every_number_to(70), 3, form, true);
  }
  expect_chains(every_number_to(30), every_number_to(70), 2, Form::row_contiguous, false);
}

TEST(Product, IsOneChainPerElementForEveryDepth) {
  const std::vector<Index> rows{1, 2, 5, 6, 7, 8, 12, 13, 25};
  const std::vector<Index> columns{1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 70};
  for (const Index depth : {0, 1, 2, 7, 255, 256, 257, 512, 600}) {
    expect_chains(rows, columns, depth, Form::row_contiguous, true);
    expect_chains(rows, columns, depth, Form::depth_strided, false);
  }
}

TEST(Product, IsOneChainPerElementForShapesOfManyTiles) {
  expect_chains({129}, {200}, 300, Form::row_contiguous, true);
  expect_chains({97}, {131}, 257, Form::depth_strided, false);
  expect_chains({3}, {1025}, 17, Form::row_contiguous, false);
  expect_chains({1000}, {1}, 17, Form::row_contiguous, true);
}

TEST(Product, WritesNothingWhereThereIsNothingToWrite) {
  Operands operands(4, 4, 4, Form::row_contiguous);
  under_every_target([&](const std::string&) {
    GuardedMatrix c(4, 4);
    product(operands.product(0, 4, c, true));
    product(operands.product(4, 0, c, true));
    EXPECT_TRUE(holds(c, [](Index, Index) { return 0.0f; }));
  });
}

TEST(Product, ReadsNothingPastAAndStart) {
  // Sized exactly: an address sanitizer sees a read past the end.
  const Index rows = 13, columns = 21, depth = 9;
  const std::vector<float> a = test_numbers(1, rows * depth), start = test_numbers(2, rows);
  FlatBuffer<float> b(depth * columns), c(rows * columns);
  under_every_target([&](const std::string&) {
    product({.rows = rows,
             .columns = columns,
             .depth = depth,
             .a = a.data(),
             .a_row = depth,
             .a_depth = 1,
             .b = b.data(),
             .b_stride = columns,
             .c = c.data(),
             .c_stride = columns,
             .start = start.data()});
    for (Index i = 0; i < c.size(); ++i) EXPECT_EQ(c[i], start[static_cast<std::size_t>(i / columns)]);
  });
}

// C = start + a·B for 7 × 19 elements that all have the same chain.
void expect_everywhere(float expected, float start, const std::vector<std::pair<float, float>>& terms) {
  const Index rows = 7, columns = 19, depth = static_cast<Index>(terms.size());
  Operands operands(rows, columns, depth, Form::row_contiguous);
  std::fill(operands.start.begin(), operands.start.end(), start);
  for (Index p = 0; p < depth; ++p) {
    const auto [a, b] = terms[static_cast<std::size_t>(p)];
    for (Index i = 0; i < rows; ++i) operands.a_at(i, p) = a;
    for (Index j = 0; j < columns; ++j) operands.b(p, j) = b;
  }
  under_every_target([&](const std::string&) {
    GuardedMatrix c(rows, columns);
    product(operands.product(rows, columns, c, true));
    EXPECT_TRUE(holds(c, [&](Index, Index) { return expected; }));
  });
}

TEST(Product, FlushesSubnormalResultsToPositiveZero) {
  expect_everywhere(0.0f, 0.0f, {{0x1p-70f, 0x1p-60f}});
  expect_everywhere(0.0f, 0.0f, {{-0x1p-70f, 0x1p-60f}});
  expect_everywhere(0.0f, 0x1p-149f, {{0.0f, 1.0f}});
  expect_everywhere(0.0f, -0x1.fffffcp-127f, {});
  expect_everywhere(0.0f, -0.0f, {});
  expect_everywhere(0x1p-126f, 0.0f, {{0x1p-63f, 0x1p-63f}});
  expect_everywhere(-0x1p-126f, -0x1p-126f, {});
}

TEST(Product, KeepsSubnormalsWithinAChain) {
  expect_everywhere(0x1p-126f + 0x1p-140f, 0.0f, {{0x1p-70f, 0x1p-70f}, {1.0f, 0x1p-126f}});
  // Across the block that ends at depth 256, where the chain is resumed from memory.
  std::vector<std::pair<float, float>> terms(256, {0.0f, 1.0f});
  terms[255] = {0x1p-70f, 0x1p-70f};
  terms.emplace_back(1.0f, 0x1p-126f);
  expect_everywhere(0x1p-126f + 0x1p-140f, 0.0f, terms);
}

TEST(Product, PassesInfinitiesAndNaNsThrough) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
  expect_everywhere(infinity, 1.0f, {{infinity, 2.0f}, {1.0f, 1.0f}});
  expect_everywhere(-infinity, 0.0f, {{0x1p100f, -0x1p100f}});
  expect_everywhere(not_a_number, 0.0f, {{infinity, 0.0f}});
  expect_everywhere(not_a_number, 0.0f, {{infinity, 1.0f}, {-infinity, 1.0f}});
  expect_everywhere(not_a_number, not_a_number, {{0.0f, 0.0f}});
}

TEST(Product, LetsANaNReachItsOwnRowOrColumnOnly) {
  const Index rows = 11, columns = 37, depth = 5;
  Operands operands(rows, columns, depth, Form::row_contiguous);
  operands.a_at(4, 2) = std::numeric_limits<float>::quiet_NaN();
  operands.b(3, 30) = std::numeric_limits<float>::quiet_NaN();
  under_every_target([&](const std::string&) {
    GuardedMatrix c(rows, columns);
    product(operands.product(rows, columns, c, true));
    for (Index i = 0; i < rows; ++i) {
      for (Index j = 0; j < columns; ++j) EXPECT_EQ(std::isnan(c(i, j)), i == 4 || j == 30) << i << ", " << j;
    }
  });
}

// What product() and update() give one after the other.
TEST(ProductIntoUpdate, IsTheProductAndThenItsUpdate) {
  under_every_target([](const std::string&) {
    if (!update_can_ride(Sgd{})) return;
    for (const Sgd& sgd :
         {Sgd{}, Sgd{.momentum = 0.9, .weight_decay = 1e-2}, Sgd{.momentum = 0.9, .nesterov = true}}) {
      for (const Index rows : {1, 2, 5, 6, 7, 13, 25}) {
        for (const Index columns : {1, 4, 15, 16, 17, 48, 63, 64, 65, 100}) {
          for (const Index depth : {1, 2, 7, 33, 300}) {
            Operands operands(rows, columns, depth, Form::depth_strided);
            GuardedMatrix gradient(rows, columns), expected(rows, columns), expected_slots(rows, columns);
            fill_with_test_numbers(expected, 4);
            fill_with_test_numbers(expected_slots, 5);
            GuardedMatrix weights = expected, slots = expected_slots;
            const auto block = [&](GuardedMatrix& w, GuardedMatrix& v) {
              return UpdateBlock{.rows = rows,
                                 .columns = columns,
                                 .stride = w.stride(),
                                 .weights = w.data(),
                                 .slots = v.data(),
                                 .slot_stride = 0,
                                 .gradient = gradient.data(),
                                 .gradient_stride = gradient.stride(),
                                 .decays = true,
                                 .step = {.learning_rate = 0.05}};
            };
            const Product product_of = operands.product(rows, columns, gradient, false);
            product(product_of);
            update(sgd, block(expected, expected_slots));
            product_into_update(product_of, sgd, block(weights, slots));
            ASSERT_TRUE(holds(weights, [&](Index i, Index j) { return expected(i, j); }))
                << rows << " x " << columns << " x " << depth;
            ASSERT_TRUE(holds(slots, [&](Index i, Index j) { return expected_slots(i, j); }))
                << rows << " x " << columns << " x " << depth;
          }
        }
      }
    }
  });
}

}  // namespace
}  // namespace mlp::kernels
