#include "mlp/nn/profile.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "train/training_data.hpp"

namespace mlp {
namespace {

TEST(Profile, IsAbsentUnlessAskedFor) {
  const Dataset data = class_data(64, 3, 2);
  EXPECT_FALSE(train(small_recipe(CrossEntropy{}), rows_of(data, 0, 64)).profile);
}

TEST(Profile, NamesEveryPhaseOfEveryLayerAndItsOperations) {
  const Dataset data = class_data(96, 3, 2);
  const RowView rows = rows_of(data, 0, 96);
  const TrainResult result =
      train(small_recipe(CrossEntropy{}, 2), rows, {}, {.threads = 2, .profile = true});
  ASSERT_TRUE(result.profile);
  EXPECT_EQ(result.profile->steps, 6);
  EXPECT_EQ(result.profile->threads, 2);
  EXPECT_GT(result.profile->peak_operations_per_second, 1e8);

  std::set<std::string> places;
  double seconds = 0.0;
  for (const ProfileEntry& entry : result.profile->entries) {
    places.insert(std::string(name_of(entry.phase)) + " " + std::to_string(entry.layer));
    EXPECT_GT(entry.seconds, 0.0);
    seconds += entry.seconds;
    const bool multiplies =
        entry.phase == Phase::forward || entry.phase == Phase::backward || entry.phase == Phase::update;
    // 192 samples through 3 × 12 or 12 × 2 weights.
    EXPECT_EQ(entry.operations, multiplies ? 2.0 * 192 * (entry.layer == 0 ? 36 : 24) : 0.0);
  }
  EXPECT_EQ(places, (std::set<std::string>{"gather 0", "forward 0", "activate 0", "forward 1", "loss 1",
                                           "backward 1", "slope 0", "update 0", "update 1", "wait 0"}));
  EXPECT_LE(seconds, result.profile->seconds);
}

// Stops after a step.
struct StopAfterStep : Recorder {
  Index stop_after = 0;
  Wish wish() override { return steps.back().step == stop_after ? Wish::stop : Wish::go_on; }
};

TEST(Profile, CountsTheSamplesOfAnEpochThatWasCutOff) {
  const Dataset data = class_data(70, 3, 2);
  // Batches of 32, 32 and 6: five steps are 70 + 64 samples.
  StopAfterStep stopper;
  stopper.stop_after = 5;
  const TrainResult result = train(small_recipe(CrossEntropy{}), rows_of(data, 0, 70), {},
                                   {.threads = 1, .observer = &stopper, .profile = true});
  ASSERT_TRUE(result.profile);
  EXPECT_EQ(result.profile->steps, 5);
  const auto& forward =
      *std::find_if(result.profile->entries.begin(), result.profile->entries.end(),
                    [](const ProfileEntry& entry) { return entry.phase == Phase::forward; });
  EXPECT_EQ(forward.operations, 2.0 * 134 * 36);
  EXPECT_DOUBLE_EQ(result.samples_per_second * result.training_seconds, 134.0);
}

TEST(Profile, ChangesNoBit) {
  const Dataset data = class_data(96, 3, 2);
  const RowView rows = rows_of(data, 0, 96);
  const TrainResult profiled = train(small_recipe(CrossEntropy{}), rows, {}, {.profile = true});
  EXPECT_EQ(profiled.model.parameters_sha256(), trained_sha256(small_recipe(CrossEntropy{}), rows));
}

}  // namespace
}  // namespace mlp
