#include "mlp/base/matrix_view.hpp"

#include <type_traits>

#include <gtest/gtest.h>
#include <Eigen/Core>

namespace mlp {
namespace {

using RowMajorMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// m(i, j) = 10·i + j.
Eigen::MatrixXf numbered(Index rows, Index columns) {
  return Eigen::MatrixXf::NullaryExpr(rows, columns,
                                      [](Index i, Index j) { return static_cast<float>(10 * i + j); });
}

// Whether the view shows `matrix`, in its own memory.
template <typename M>
testing::AssertionResult shows(const ConstMatrixView& view, const M& matrix) {
  if (view.rows != matrix.rows() || view.columns != matrix.cols()) {
    return testing::AssertionFailure() << "expected " << matrix.rows() << " × " << matrix.cols() << ", got "
                                       << view.rows << " × " << view.columns;
  }
  for (Index j = 0; j < view.columns; ++j) {
    for (Index i = 0; i < view.rows; ++i) {
      if (view.data + j * view.stride + i == &matrix.coeffRef(i, j)) continue;
      return testing::AssertionFailure() << "(" << i << ", " << j << ") lies elsewhere";
    }
  }
  return testing::AssertionSuccess();
}

TEST(MatrixView, ShowsAMatrixWithoutACopy) {
  Eigen::MatrixXf m = numbered(3, 4);
  const Eigen::MatrixXf& constant = m;
  EXPECT_TRUE(shows(ConstMatrixView(m), m));
  EXPECT_TRUE(shows(ConstMatrixView(constant), m));
  EXPECT_TRUE(shows(MatrixView(m), m));
  EXPECT_EQ(ConstMatrixView(m).stride, 3);
  Eigen::Matrix<float, 2, 5> fixed;
  EXPECT_TRUE(shows(ConstMatrixView(fixed), fixed));
}

TEST(MatrixView, ShowsBlocksAndMapsWithTheirStrides) {
  Eigen::MatrixXf m = numbered(5, 6);
  auto block = m.block(1, 2, 3, 4);
  EXPECT_TRUE(shows(ConstMatrixView(block), block));
  EXPECT_EQ(MatrixView(block).stride, 5);
  EXPECT_TRUE(shows(ConstMatrixView(m.leftCols(2)), m.leftCols(2)));
  EXPECT_TRUE(shows(ConstMatrixView(m.bottomRows(2)), m.bottomRows(2)));

  Eigen::Map<Eigen::MatrixXf> map(m.data(), 10, 3);
  EXPECT_TRUE(shows(MatrixView(map), map));
  Eigen::Map<const Eigen::MatrixXf, 0, Eigen::OuterStride<>> strided(m.data(), 2, 4, Eigen::OuterStride<>(7));
  EXPECT_EQ(ConstMatrixView(strided).stride, 7);
  EXPECT_EQ(ConstMatrixView(strided).data, m.data());
}

TEST(MatrixView, ShowsAVectorAsOneSample) {
  Eigen::VectorXf v = Eigen::VectorXf::Zero(6);
  EXPECT_TRUE(shows(ConstMatrixView(v), v));
  EXPECT_TRUE(shows(MatrixView(v), v));
  EXPECT_TRUE(shows(ConstMatrixView(v.segment(2, 3)), v.segment(2, 3)));
  Eigen::MatrixXf m = numbered(5, 6);
  EXPECT_TRUE(shows(ConstMatrixView(m.col(4)), m.col(4)));
}

TEST(MatrixView, ShowsARowVectorAsOneFeatureOfManySamples) {
  Eigen::RowVectorXf row = Eigen::RowVectorXf::Zero(6);
  EXPECT_TRUE(shows(ConstMatrixView(row), row));
  EXPECT_TRUE(shows(MatrixView(row), row));
  EXPECT_EQ(ConstMatrixView(row).stride, 1);
  Eigen::MatrixXf m = numbered(5, 6);
  EXPECT_TRUE(shows(ConstMatrixView(m.row(2)), m.row(2)));
  EXPECT_EQ(ConstMatrixView(m.row(2)).stride, 5);
  Eigen::VectorXf v = Eigen::VectorXf::Zero(6);
  EXPECT_EQ(ConstMatrixView(v.transpose()).stride, 1);
}

TEST(MatrixView, WritesThrough) {
  Eigen::MatrixXf m = numbered(3, 4);
  const MatrixView view = m;
  view.data[2 * view.stride + 1] = 99.0f;
  EXPECT_EQ(m(1, 2), 99.0f);
  const ConstMatrixView reading = view;
  EXPECT_EQ(reading.data, m.data());
  EXPECT_EQ(reading.stride, 3);
}

TEST(MatrixView, TakesAPointerAndSizes) {
  float numbers[24] = {};
  const ConstMatrixView dense(numbers, 3, 8), strided(numbers, 3, 6, 4);
  EXPECT_EQ(dense.stride, 3);
  EXPECT_EQ(strided.rows, 3);
  EXPECT_EQ(strided.columns, 6);
  EXPECT_EQ(strided.stride, 4);
  EXPECT_EQ(MatrixView(numbers, 3, 8).stride, 3);
  EXPECT_EQ(ConstMatrixView().data, nullptr);
  EXPECT_EQ(MatrixView().columns, 0);
}

// What a view cannot show is no candidate, rather than an error deep in a header or wrong numbers.
template <typename M>
constexpr bool readable = std::is_convertible_v<const M&, ConstMatrixView>;
template <typename M>
constexpr bool writable = std::is_convertible_v<M&, MatrixView>;

TEST(MatrixView, RefusesWhatItCannotShow) {
  EXPECT_TRUE(readable<Eigen::MatrixXf>);
  EXPECT_TRUE(readable<Eigen::Ref<const Eigen::MatrixXf>>);
  EXPECT_FALSE(readable<Eigen::MatrixXd>);
  EXPECT_FALSE(readable<Eigen::MatrixXi>);
  EXPECT_FALSE(readable<RowMajorMatrix>);
  EXPECT_FALSE(readable<Eigen::Transpose<Eigen::MatrixXf>>);
  EXPECT_FALSE((readable<Eigen::Map<Eigen::VectorXf, 0, Eigen::InnerStride<2>>>));
  EXPECT_FALSE((readable<Eigen::Map<Eigen::MatrixXf, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>>>));
  EXPECT_FALSE(readable<Eigen::Diagonal<Eigen::MatrixXf>>);
  EXPECT_FALSE(readable<Eigen::ArrayXXd>);
  EXPECT_TRUE(readable<Eigen::ArrayXXf>);

  EXPECT_TRUE(writable<Eigen::MatrixXf>);
  EXPECT_FALSE(writable<const Eigen::MatrixXf>);
  EXPECT_FALSE(writable<Eigen::Map<const Eigen::MatrixXf>>);
  EXPECT_FALSE(writable<RowMajorMatrix>);
}

}  // namespace
}  // namespace mlp
