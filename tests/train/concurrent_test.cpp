// There is no state but what callers hold: trainings and predictions side by side do not meet.
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "extensions.hpp"
#include "mlp/model/predictor.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

TEST(Trainings, SideBySideInOneProcessGiveTheBitsOfEachAlone) {
  const Dataset classes = class_data(300, 5, 3), numbers = number_data(300, 5, 2);
  Recipe one = small_recipe(CrossEntropy{}, 5), other = small_recipe(MeanSquaredError{}, 5);
  one.model.hidden[0].dropout = StandardDropout{};
  one.optimizer = Adam{};
  other.optimizer = Sgd{.learning_rate = 1e-4};
  other.model.hidden[0].activation = CustomActivation{std::make_shared<OwnRelu>()};
  const std::string one_alone = trained_sha256(one, all_rows(classes), 2);
  const std::string other_alone = trained_sha256(other, all_rows(numbers), 2);
  for (int round = 0; round < 3; ++round) {
    std::string one_beside, other_beside;
    std::thread beside([&] { one_beside = trained_sha256(one, all_rows(classes), 2); });
    other_beside = trained_sha256(other, all_rows(numbers), 2);
    beside.join();
    EXPECT_EQ(one_beside, one_alone);
    EXPECT_EQ(other_beside, other_alone);
  }
}

TEST(Model, PredictsForManyThreadsAtOnce) {
  const Dataset data = class_data(300, 5, 3);
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.model.hidden[0].activation = CustomActivation{std::make_shared<OwnRelu>(), {0.5}};
  const Model model = train(recipe, all_rows(data)).model;
  const ConstMatrixView inputs(data.values.data(), data.features, data.rows);
  Eigen::MatrixXf expected(3, data.rows);
  model.predict(inputs, expected);
  std::vector<Eigen::MatrixXf> found(4, Eigen::MatrixXf(3, data.rows));
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < found.size(); ++t) {
    threads.emplace_back([&, t] {
      if (t % 2 == 0) return model.predict(inputs, found[t]);
      Predictor predictor(model);  // row by row
      for (Index row = 0; row < data.rows; ++row)
        predictor.predict({inputs.data + row * data.features, data.features, 1},
                          {found[t].data() + row * 3, 3, 1});
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Eigen::MatrixXf& each : found) EXPECT_EQ(each, expected);
}

}  // namespace
}  // namespace mlp
