#include "mlp/run/gradient_check.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "train/training_data.hpp"

namespace mlp {
namespace {

Recipe recipe_for(const Loss& loss, const Activation& hidden) {
  Recipe recipe = small_recipe(loss);
  recipe.model.hidden = {{.units = 9, .activation = hidden}, {.units = 5, .activation = hidden}};
  return recipe;
}

TEST(GradientCheck, PassesForEveryKindOfTarget) {
  const Dataset classes = class_data(60, 4, 3), numbers = number_data(60, 4, 2);
  for (const Activation& hidden : {Activation(Relu{}), Activation(Tanh{})}) {
    const GradientCheck first = check_gradient(recipe_for(CrossEntropy{}, hidden), all_rows(classes));
    EXPECT_TRUE(first.passed());
    EXPECT_EQ(first.samples + first.kink_samples, 32);
    ASSERT_EQ(first.tensors.size(), 6u);
    EXPECT_EQ(first.tensors[0].name, "layers.0.weight");
    EXPECT_EQ(first.tensors[0].parameters, 36);
    EXPECT_TRUE(
        check_gradient(recipe_for(MeanSquaredError{}, hidden), all_rows(numbers), {.targets = Standardize{}})
            .passed());
  }
}

TEST(GradientCheck, FailsWhereRoundingExceedsTheTolerance) {
  const Dataset data = class_data(60, 4, 3);
  const GradientCheck check =
      check_gradient(recipe_for(CrossEntropy{}, Tanh{}), all_rows(data), {}, {.tolerance = 1e-10});
  EXPECT_FALSE(check.passed());
  for (const TensorGradientCheck& tensor : check.tensors) {
    EXPECT_GT(tensor.engine_difference, 0.0) << tensor.name;
    EXPECT_LT(tensor.engine_difference, 1e-5) << tensor.name;  // some roundings of a float
  }
}

TEST(GradientCheck, TakesAsManySamplesAndQuotientsAsAskedFor) {
  const Dataset data = class_data(60, 4, 3);
  const Recipe recipe = recipe_for(CrossEntropy{}, Tanh{});
  const GradientCheck few =
      check_gradient(recipe, all_rows(data), {}, {.samples = 7, .quotients_per_tensor = 3});
  EXPECT_EQ(few.samples, 7);
  for (const TensorGradientCheck& tensor : few.tensors) EXPECT_EQ(tensor.quotients, 3) << tensor.name;
  const GradientCheck all =
      check_gradient(recipe, all_rows(data), {}, {.samples = 1000, .quotients_per_tensor = 0});
  EXPECT_EQ(all.samples, 60);
  for (const TensorGradientCheck& tensor : all.tensors) EXPECT_EQ(tensor.quotients, tensor.parameters);
}

// All inputs 0 and all biases 0: every hidden unit of the first layer stands exactly at relu's kink.
TEST(GradientCheck, CountsParametersWhoseStepCrossesAKink) {
  Eigen::MatrixXf inputs = drawn_matrix(1, 0, 3, 20);
  inputs.rightCols(10).setZero();
  std::vector<int> labels;
  for (int n = 0; n < 20; ++n) labels.push_back(n % 3 == 0);
  const Dataset data = make_dataset(inputs, labels);
  const GradientCheck check = check_gradient(recipe_for(CrossEntropy{}, Relu{}), all_rows(data),
                                             {.inputs = NoScaling{}}, {.samples = 20});
  EXPECT_TRUE(check.passed());
  EXPECT_EQ(check.kink_samples, 0);
  EXPECT_EQ(check.tensors[0].kinks, 0);  // a weight of an input 0 moves nothing
  EXPECT_GT(check.tensors[1].kinks, 0);
  EXPECT_EQ(check.tensors[1].kinks + check.tensors[1].quotients, 9);
}

TEST(GradientCheck, LeavesOutSamplesThatFloatMaySeeOnTheOtherSideOfAKink) {
  // The unit's pre-activation is w·1 for most samples and w·2⁻³⁰ for one: nearer to 0 than the roundings
  // of the others' size.
  Eigen::MatrixXf inputs = Eigen::MatrixXf::Ones(1, 6);
  inputs(0, 2) = std::ldexp(1.0f, -30);
  const Dataset data = make_dataset(inputs, std::vector<int>{0, 1, 0, 1, 0, 1});
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.model.hidden = {{.units = 1, .activation = Relu{}}};
  const GradientCheck check = check_gradient(recipe, all_rows(data), {.inputs = NoScaling{}});
  EXPECT_TRUE(check.passed());
  EXPECT_EQ(check.kink_samples, 1);
  EXPECT_EQ(check.samples, 5);
}

}  // namespace
}  // namespace mlp
