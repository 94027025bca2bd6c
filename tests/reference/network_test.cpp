#include "reference/network.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace mlp {
namespace {

// One layer whose weights and biases are given; `flat` has the layout's padding.
struct OneLayer {
  Architecture architecture;
  ParameterLayout layout;
  Eigen::VectorXd flat;

  OneLayer(const Eigen::MatrixXd& W, const Eigen::VectorXd& b, const Activation& activation)
      : architecture{{{.inputs = W.cols(), .units = W.rows(), .activation = activation}}},
        layout(architecture),
        flat(Eigen::VectorXd::Zero(layout.size)) {
    for (Index i = 0; i < W.rows(); ++i) {
      flat.segment(layout.weight(0).offset + i * W.cols(), W.cols()) = W.row(i);
    }
    flat.segment(layout.bias(0).offset, b.size()) = b;
  }
  Eigen::VectorXd of(const ParameterTensor& tensor, const Eigen::VectorXd& values) const {
    return values.segment(tensor.offset, tensor.size());
  }
};

TEST(ReferenceNetwork, ReadsWeightsAsUnitsTimesInputs) {
  Eigen::MatrixXd W(2, 3);
  W << 1, 2, 3, 4, 5, 6;
  const OneLayer net(W, Eigen::Vector2d(10, 20), Identity{});
  const Eigen::Vector3d x(1, 0, -1);
  EXPECT_EQ(reference_forward(net.architecture, net.flat, x).back().A, Eigen::Vector2d(8, 18));
}

// Worked by hand: outputs (1, 2) and (3, 4), targets (0, 0) and (1, 1).
TEST(ReferenceNetwork, MeanSquaredErrorIsTheMeanOverSamplesAndOutputs) {
  const OneLayer net(Eigen::Vector2d(1, 1), Eigen::Vector2d(0, 1), Identity{});
  ReferenceBatch batch{
      .inputs = Eigen::RowVector2d(1, 3), .classes = {}, .numbers = Eigen::MatrixXd(2, 2), .weights = {}};
  batch.numbers << 0, 1, 0, 1;
  const ReferenceResult result = reference_pass(net.architecture, net.flat, MeanSquaredError{}, batch);
  EXPECT_EQ(result.loss, (1 + 4 + 4 + 9) / 4.0);
  EXPECT_EQ(net.of(net.layout.bias(0), result.gradient), Eigen::Vector2d((1 + 2) / 2.0, (2 + 3) / 2.0));
  EXPECT_EQ(net.of(net.layout.weight(0), result.gradient), Eigen::Vector2d((1 + 6) / 2.0, (2 + 9) / 2.0));
}

TEST(ReferenceNetwork, CrossEntropyOfExtremeLogitsIsFinite) {
  const OneLayer net(Eigen::Vector2d(1e4, -1e4), Eigen::Vector2d(0, 0), Softmax{});
  const ReferenceBatch batch{
      .inputs = Eigen::MatrixXd::Ones(1, 1), .classes = {1}, .numbers = {}, .weights = {}};
  const ReferenceResult result = reference_pass(net.architecture, net.flat, CrossEntropy{}, batch);
  EXPECT_EQ(result.loss, 2e4);
  EXPECT_EQ(net.of(net.layout.bias(0), result.gradient), Eigen::Vector2d(1, -1));
}

TEST(ReferenceNetwork, BinaryCrossEntropyOfExtremeLogitsIsFinite) {
  const OneLayer net(Eigen::MatrixXd::Constant(1, 1, 1e4), Eigen::VectorXd::Zero(1), Sigmoid{});
  const ReferenceBatch batch{
      .inputs = Eigen::RowVector2d(1, -1), .classes = {0, 1}, .numbers = {}, .weights = {}};
  const ReferenceResult result = reference_pass(net.architecture, net.flat, BinaryCrossEntropy{}, batch);
  EXPECT_EQ(result.loss, 1e4);
  EXPECT_EQ(net.of(net.layout.weight(0), result.gradient)(0), 1.0);
}

// q = 0.7·onehot + 0.3/3 = (0.8, 0.1, 0.1); equal logits give log 3 whatever q is, and p − q below.
TEST(ReferenceNetwork, LabelSmoothingSpreadsItsShareOverAllClasses) {
  const OneLayer net(Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero(), Softmax{});
  const ReferenceBatch batch{
      .inputs = Eigen::MatrixXd::Ones(1, 1), .classes = {0}, .numbers = {}, .weights = {}};
  const ReferenceResult result =
      reference_pass(net.architecture, net.flat, CrossEntropy{.label_smoothing = 0.3}, batch);
  EXPECT_DOUBLE_EQ(result.loss, std::log(3.0));
  const Eigen::Vector3d expected = Eigen::Vector3d::Constant(1.0 / 3) - Eigen::Vector3d(0.8, 0.1, 0.1);
  EXPECT_TRUE(net.of(net.layout.bias(0), result.gradient).isApprox(expected, 1e-15));  // a few roundings
}

}  // namespace
}  // namespace mlp
