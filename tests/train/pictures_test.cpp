// Training on pictures that are moved.
#include "train/pictures.hpp"

#include <string>

#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

std::string parameters(const Dataset& data, const std::optional<Augmentation>& augmentation,
                       int threads = 1) {
  Recipe recipe = small_recipe(CrossEntropy{}, 3);
  recipe.training.augmentation = augmentation;
  return train(recipe, all_rows(data), {}, {.threads = threads}).model.parameters_sha256();
}

std::optional<Index> width_for(const Dataset& data, const Augmentation& augmentation) {
  const std::optional<Augmentation> found = augmentation_of(augmentation, {}, data);
  return found ? found->width : std::nullopt;
}

TEST(Pictures, ThatAreMovedTrainAnotherModelOnAnyNumberOfThreads) {
  const Dataset data = class_data(300, 12, 3);
  const Augmentation augmentation{.shift = 1.0, .rotation = 20.0, .width = 4};
  const std::string moved = parameters(data, augmentation);
  EXPECT_NE(moved, parameters(data, std::nullopt));
  EXPECT_EQ(moved, parameters(data, augmentation, 2));
  EXPECT_EQ(moved, parameters(data, augmentation, 5));
  EXPECT_EQ(parameters(data, Augmentation{.width = 4}), parameters(data, std::nullopt)) << "by nothing";
}

TEST(Pictures, HaveTheWidthOfTheirFileElseAreSquareUnlessTheConfigSaysIt) {
  const Augmentation moved{.shift = 1.0, .rotation = 0.0, .width = {}};
  Dataset data = class_data(20, 36, 2);
  EXPECT_EQ(width_for(data, moved), 6);
  data.image_width = 9;
  EXPECT_EQ(width_for(data, moved), 9);
  EXPECT_EQ(width_for(data, {.shift = 0.0, .rotation = 1.0, .width = 12}), 12);
  EXPECT_EQ(width_for(data, {}), std::nullopt);
}

TEST(Pictures, ThatAreNoneAreRefused) {
  const Dataset data = class_data(20, 13, 2);
  EXPECT_EQ(message_of<ConfigError>([&] { parameters(data, Augmentation{.shift = 1.0, .width = {}}); }),
            "/training/augmentation: expected rows that are square pictures, got 13 inputs\n"
            "  hint: \"width\" says how many pixels lie side by side");
  EXPECT_EQ(message_of<ConfigError>([&] { parameters(data, Augmentation{.shift = 1.0, .width = 5}); }),
            "/training/augmentation/width: expected a divisor of 13, the inputs of a row, got 5");
  Dataset mixed = class_data(20, 4, 2);
  mixed.columns.assign(4, {.config = {.kind = NumericColumn{}}});
  mixed.columns[1].config.missing = FillMedian{};
  EXPECT_EQ(message_of<ConfigError>([&] { parameters(mixed, Augmentation{.shift = 1.0, .width = {}}); }),
            "/training/augmentation: expected none with columns that are encoded, got some\n"
            "  hint: pictures are rows of pixels: numbers, none of them missing");
}

}  // namespace
}  // namespace mlp
