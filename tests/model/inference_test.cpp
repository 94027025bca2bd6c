#include "model/inference.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "alternatives.hpp"
#include "io/message_of.hpp"
#include "kernels/every_target.hpp"
#include "mlp/base/error.hpp"
#include "mlp/model/predictor.hpp"
#include "nn/engine.hpp"

namespace mlp {
namespace {

// An untrained model with drawn parameters and scalings.
Model model_for(const std::vector<Index>& sizes, const Loss& loss) {
  Model model;
  model.architecture = architecture_of(sizes, Tanh{}, default_output_activation(loss));
  model.loss = loss;
  model.parameters = drawn_parameters(Network(model.architecture, loss), 5);
  const auto scaling = [](Index columns) {
    ColumnScaling drawn{.shift = FlatBuffer<float>(columns), .scale = FlatBuffer<float>(columns)};
    for (Index i = 0; i < columns; ++i) {
      drawn.shift[i] = 0.25f * static_cast<float>(i);
      drawn.scale[i] = 0.3f + 0.1f * static_cast<float>(i);
    }
    return drawn;
  };
  model.input_scaling = scaling(sizes.front());
  if (target_kind(loss) == TargetKind::numbers) model.target_scaling = scaling(sizes.back());
  return model;
}

std::vector<Model> models() {
  std::vector<Model> all;
  all.push_back(model_for({6, 40, 3}, CrossEntropy{}));
  all.push_back(model_for({6, 40, 1}, BinaryCrossEntropy{}));
  all.push_back(model_for({6, 40, 2}, MeanSquaredError{}));
  return all;
}

// Rows enough for several segments of a small team.
constexpr Index samples = 1700;

Dataset dataset_of(const Eigen::MatrixXf& inputs) {
  return make_dataset(inputs, Eigen::MatrixXf::Zero(1, inputs.cols()).eval());
}

Eigen::MatrixXf predicted(const Model& model, ConstMatrixView inputs, int threads = 1) {
  Eigen::MatrixXf outputs(model.architecture.outputs(), inputs.columns);
  model.predict(inputs, outputs, threads);
  return outputs;
}

bool same_bits(const Eigen::MatrixXf& a, const float* b) {
  return std::memcmp(a.data(), b, static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

TEST(Predict, GivesOfAMatrixWhatItGivesOfADataset) {
  const Eigen::MatrixXf inputs = draws(1, 0, 6, samples);
  const Dataset dataset = dataset_of(inputs);
  for (const Model& model : models()) {
    const Predictions expected = model.predict(all_rows(dataset));
    EXPECT_EQ(expected.rows, samples);
    EXPECT_EQ(expected.outputs, model.architecture.outputs());
    EXPECT_TRUE(same_bits(predicted(model, inputs), expected.values.data()));
  }
}

TEST(Predict, GivesASampleTheSameBitsInABatchOfAnySize) {
  const Eigen::MatrixXf inputs = draws(1, 0, 6, samples);
  for (const Model& model : models()) {
    const Eigen::MatrixXf all = predicted(model, inputs);
    for (const Index size : {1, 7, 64}) {
      for (Index first = 0; first < samples; first += size) {
        const Index count = std::min<Index>(size, samples - first);
        const Eigen::MatrixXf some = predicted(model, inputs.middleCols(first, count));
        ASSERT_TRUE(same_bits(some, all.col(first).data())) << size << " from " << first;
      }
    }
  }
}

TEST(Predict, GivesTheSameBitsForAnyNumberOfThreadsAndUnderEverySimdTarget) {
  const Eigen::MatrixXf inputs = draws(1, 0, 6, samples);
  for (const Model& model : models()) {
    const Eigen::MatrixXf alone = predicted(model, inputs);
    for (const int threads : {2, 3, 7})
      EXPECT_TRUE(same_bits(predicted(model, inputs, threads), alone.data()));
    under_every_target(
        [&](const std::string&) { EXPECT_TRUE(same_bits(predicted(model, inputs, 2), alone.data())); });
  }
}

TEST(Predict, AgreesWithTheReference) {
  const Eigen::MatrixXf inputs = draws(1, 0, 6, 100);
  for (const Model& model : models()) {
    Eigen::MatrixXd scaled = inputs.cast<double>();
    for (Index i = 0; i < 6; ++i) {
      scaled.row(i).array() -= model.input_scaling.shift[i];
      scaled.row(i) *= static_cast<double>(model.input_scaling.scale[i]);
    }
    const Eigen::VectorXd parameters =
        Eigen::Map<const Eigen::VectorXf>(model.parameters.data(), model.parameters.size()).cast<double>();
    Eigen::MatrixXd expected = reference_forward(model.architecture, parameters, scaled).back().A;
    if (!model.target_scaling.is_identity()) {
      for (Index k = 0; k < expected.rows(); ++k) {
        expected.row(k) /= static_cast<double>(model.target_scaling.scale[k]);
        expected.row(k).array() += model.target_scaling.shift[k];
      }
    }
    // Chains of 40 float operations, on values of order 1.
    EXPECT_LE((predicted(model, inputs).cast<double>() - expected).cwiseAbs().maxCoeff(),
              2e-6 * expected.cwiseAbs().maxCoeff());
  }
}

TEST(Predict, ReadsAndWritesColumnsThatAreFurtherApart) {
  Eigen::MatrixXf inputs = draws(1, 0, 9, 50);
  const Model model = model_for({6, 40, 2}, MeanSquaredError{});
  const Eigen::MatrixXf expected = predicted(model, inputs.topRows(6).eval());
  Eigen::MatrixXf outputs = Eigen::MatrixXf::Constant(5, 50, 7.0f);
  model.predict({inputs.data(), 6, 50, 9}, {outputs.data() + 1, 2, 50, 5});
  EXPECT_EQ(outputs.middleRows(1, 2), expected);
  EXPECT_TRUE((outputs.row(0).array() == 7.0f).all());
  EXPECT_TRUE((outputs.bottomRows(2).array() == 7.0f).all());
}

TEST(Predict, TakesRowsInAnyOrder) {
  const Dataset dataset = dataset_of(draws(1, 0, 6, 300));
  for (const Model& model : models()) {
    const Predictions all = model.predict(all_rows(dataset));
    const RowView some{.dataset = &dataset, .rows = {299, 0, 5, 5, 17}};
    const Predictions predictions = model.predict(some, 2);
    ASSERT_EQ(predictions.rows, 5);
    for (std::size_t i = 0; i < some.rows.size(); ++i) {
      for (Index k = 0; k < all.outputs; ++k) {
        EXPECT_EQ(predictions.values[static_cast<Index>(i) * all.outputs + k],
                  all.values[some.rows[i] * all.outputs + k]);
      }
      if (!all.classes.empty()) {
        EXPECT_EQ(predictions.classes[i], all.classes[static_cast<std::size_t>(some.rows[i])]);
      }
    }
  }
}

TEST(Predict, NamesTheClassOfTheLargestProbability) {
  const Dataset dataset = dataset_of(draws(1, 0, 6, 300));
  const Predictions of_three = models()[0].predict(all_rows(dataset));
  for (Index n = 0; n < 300; ++n) {
    const float* const p = of_three.values.data() + 3 * n;
    EXPECT_EQ(of_three.classes[static_cast<std::size_t>(n)], std::max_element(p, p + 3) - p);
  }
  const Predictions of_two = models()[1].predict(all_rows(dataset));
  for (Index n = 0; n < 300; ++n)
    EXPECT_EQ(of_two.classes[static_cast<std::size_t>(n)], of_two.values[n] > 0.5f ? 1 : 0);
  EXPECT_TRUE(models()[2].predict(all_rows(dataset)).classes.empty());
}

TEST(Predict, TakesNoRowsAndNoThreadsGiven) {
  const Eigen::MatrixXf inputs = draws(1, 0, 6, 40);
  for (const Model& model : models()) {
    EXPECT_EQ(predicted(model, inputs.leftCols(0).eval()).cols(), 0);
    const Dataset dataset = dataset_of(inputs);
    EXPECT_EQ(model.predict({.dataset = &dataset, .rows = {}}).rows, 0);
    EXPECT_TRUE(same_bits(predicted(model, inputs, 0), predicted(model, inputs).data()));
  }
}

TEST(Predict, RefusesSizesThatDoNotFit) {
  const Model model = model_for({6, 40, 2}, MeanSquaredError{});
  const Eigen::MatrixXf inputs = draws(1, 0, 6, 10), narrow = draws(1, 0, 5, 10);
  Eigen::MatrixXf outputs(2, 10), short_outputs(2, 9), wide_outputs(3, 10);
  EXPECT_EQ(message_of<DataError>([&] { model.predict(narrow, outputs); }),
            "inputs: expected 6 features, got 5");
  EXPECT_EQ(message_of<DataError>([&] { model.predict(inputs, short_outputs); }),
            "outputs: expected a matrix of 2 × 10, got 2 × 9");
  EXPECT_EQ(message_of<DataError>([&] { model.predict(inputs, wide_outputs); }),
            "outputs: expected a matrix of 2 × 10, got 3 × 10");
  const Dataset dataset = dataset_of(narrow);
  EXPECT_EQ(message_of<DataError>([&] { model.predict(all_rows(dataset)); }),
            "inputs: expected 6 features, got 5");
}

// Bytes enter as x / 255; so do the same numbers in a matrix.
TEST(Predict, ScalesImagesAsTheyWereTrained) {
  Model model = model_for({6, 40, 3}, CrossEntropy{});
  model.input_scaling = {};
  model.image_bytes = true;
  Dataset images;
  images.rows = 50;
  images.features = 6;
  images.bytes = FlatBuffer<std::uint8_t>(300);
  Eigen::MatrixXf inputs(6, 50);
  for (Index i = 0; i < 300; ++i) {
    images.bytes[i] = static_cast<std::uint8_t>(i * 37 % 256);
    inputs.data()[i] = static_cast<float>(images.bytes[i]);
  }
  EXPECT_TRUE(same_bits(predicted(model, inputs), model.predict(all_rows(images)).values.data()));
}

// ---- Segments

TEST(Inference, HandsOverEverySampleOnceInOrder) {
  const Model model = model_for({6, 40, 3}, CrossEntropy{});
  const Network network(model.architecture, model.loss);
  const Dataset dataset = dataset_of(draws(1, 0, 6, samples));
  for (const int threads : {1, 3}) {
    for (const Index size : {Index{1}, Index{512}, Index{513}, samples}) {
      Team team(threads);
      Inference inference(network, team);
      Batch batch = batch_of(dataset, model.input_scaling, model.target_scaling);
      batch.numbers = {};
      batch.size = size;
      Index next = 0;
      inference.run(model.parameters.data(), batch, [&](Index first, Index count) {
        EXPECT_EQ(first, next);
        EXPECT_GE(count, 1);
        next = first + count;
      });
      EXPECT_EQ(next, size);
    }
  }
}

TEST(Inference, OfARowlessBatchIsThatOfRowsInOrder) {
  const Eigen::MatrixXf inputs = draws(1, 0, 6, samples);
  std::vector<int> labels;
  for (Index n = 0; n < samples; ++n) labels.push_back(static_cast<int>(n * 7 % 3));
  const Dataset of_classes = make_dataset(inputs, labels);
  const Dataset of_numbers = make_dataset(inputs, draws(1, 1, 2, samples));
  const RowView in_order = all_rows(of_classes);
  for (const Loss& loss : {Loss(CrossEntropy{}), Loss(MeanSquaredError{})}) {
    const bool about_classes = target_kind(loss) == TargetKind::classes;
    const Model model = model_for({6, 40, about_classes ? 3 : 2}, loss);
    const Network network(model.architecture, loss);
    Team team(2);
    Inference inference(network, team);
    const auto losses_of = [&](const std::int32_t* rows) {
      Batch batch =
          batch_of(about_classes ? of_classes : of_numbers, model.input_scaling, model.target_scaling);
      batch.rows = rows;
      batch.size = samples;
      std::vector<double> losses;
      inference.run(model.parameters.data(), batch, [&](Index, Index count) {
        const double* const first = inference.workspace().losses.data();
        losses.insert(losses.end(), first, first + count);
      });
      return losses;
    };
    EXPECT_EQ(losses_of(nullptr), losses_of(in_order.rows.data()));
  }
}

TEST(Predictor, SaysWhatTheModelSays) {
  const Eigen::MatrixXf inputs = Eigen::MatrixXf::Random(6, 150);
  std::vector<Model> all = models();
  all.push_back(model_for({6, 40, 3}, CrossEntropy{}));
  all.back().image_bytes = true;
  under_every_target([&](const std::string&) {
    for (const Model& model : all) {
      const Eigen::MatrixXf expected = predicted(model, inputs);
      for (const Index at_a_time : {1, 2, 7, 16, 150}) {
        Predictor predictor(model, at_a_time);
        Eigen::MatrixXf outputs(expected.rows(), expected.cols());
        for (Index first = 0; first < inputs.cols(); first += at_a_time) {
          const Index count = std::min(at_a_time, inputs.cols() - first);
          const Eigen::MatrixXf some = inputs.middleCols(first, count);
          Eigen::MatrixXf theirs(expected.rows(), count);
          predictor.predict(some, theirs);
          outputs.middleCols(first, count) = theirs;
        }
        EXPECT_TRUE(same_bits(expected, outputs.data())) << at_a_time << " at a time";
      }
    }
  });
}

// One row takes a way of its own: whatever the activation, and units that fill no panel, one, or more.
TEST(Predictor, SaysOfOneRowWhatItSaysOfMany) {
  const Eigen::MatrixXf inputs = draws(1, 0, 70, 5);
  std::vector<Model> all;
  for (const Activation& activation : all_alternatives<Activation>()) {
    // In the output layer only.
    if (std::holds_alternative<Softmax>(activation) || std::holds_alternative<LogSoftmax>(activation))
      continue;
    all.push_back(model_for({70, 1, 63, 64, 65, 130, 3}, CrossEntropy{}));
    std::vector<Layer>& layers = all.back().architecture.layers;
    for (std::size_t l = 0; l + 1 < layers.size(); ++l) layers[l].activation = activation;
    layers[1].dropout = StandardDropout{};
    all.back().parameters = drawn_parameters(Network(all.back().architecture, CrossEntropy{}), 5);
  }
  under_every_target([&](const std::string&) {
    for (const Model& model : all) {
      const Eigen::MatrixXf expected = predicted(model, inputs);
      Predictor predictor(model);
      Eigen::MatrixXf outputs(expected.rows(), expected.cols());
      for (Index i = 0; i < inputs.cols(); ++i)
        predictor.predict({inputs.col(i).data(), 70, 1}, {outputs.col(i).data(), 3, 1});
      EXPECT_TRUE(same_bits(expected, outputs.data()))
          << name_of(model.architecture.layers.front().activation);
    }
  });
}

TEST(Predictor, RefusesWhatDoesNotFit) {
  const Model model = model_for({6, 40, 3}, CrossEntropy{});
  Predictor predictor(model, 2);
  Eigen::MatrixXf outputs(3, 3);
  const auto asked = [&](Index features, Index given, Index wanted) {
    const Eigen::MatrixXf inputs = Eigen::MatrixXf::Zero(features, given);
    Eigen::MatrixXf some(3, wanted);
    return message_of<DataError>([&] { predictor.predict(inputs, some); });
  };
  EXPECT_EQ(asked(5, 1, 1), "inputs: expected 6 features, got 5");
  EXPECT_EQ(asked(6, 1, 2), "outputs: expected a matrix of 3 × 1, got 3 × 2");
  EXPECT_EQ(asked(6, 3, 3), "inputs: expected at most the predictor's 2 samples, got 3");
}

}  // namespace
}  // namespace mlp
