// Nothing is allocated after the first step.  This program's operator new counts.
#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "alternatives.hpp"
#include "mlp/model/predictor.hpp"
#include "train/training_data.hpp"
#include "update_rules.hpp"

namespace {

std::atomic<long> allocations{0};

void* counted(std::size_t size, std::size_t alignment) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, whole == 0 ? alignment : whole);
  if (!memory) throw std::bad_alloc();
  return memory;
}

}  // namespace

// Never inlined, that GCC does not take std::free for the partner of `new`.
// The array, nothrow and sized forms come to these by themselves.
void* operator new(std::size_t size) { return counted(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

namespace mlp {
namespace {

// Counts what is allocated between the end of an epoch's second step and that of its last.
struct AllocationCounter : Observer {
  Index steps_per_epoch = 0;
  long at_second_step = 0;
  std::vector<long> in_epoch;

  void on_start(const TrainingPlan& plan) override {
    steps_per_epoch = plan.steps_per_epoch;
    in_epoch.reserve(static_cast<std::size_t>(plan.epochs));
  }
  void on_step(const StepReport& report) override {
    const Index step = report.step - (report.epoch - 1) * steps_per_epoch;
    if (step == 2) at_second_step = allocations.load();
    if (step == steps_per_epoch) in_epoch.push_back(allocations.load() - at_second_step);
  }
};

TEST(Train, AllocatesNothingAfterTheFirstStep) {
  const long before_buffer = allocations.load();
  const FlatBuffer<float> buffer(1);
  ASSERT_EQ(allocations.load(), before_buffer + 1) << "the counter misses what the workspace is made of";
  const Dataset classes = class_data(330, 5, 3), numbers = number_data(330, 5, 2);
  for (const int threads : {1, 3}) {
    for (const Loss& loss : {Loss(CrossEntropy{}), Loss(MeanSquaredError{})}) {
      AllocationCounter counter;
      const bool about_classes = target_kind(loss) == TargetKind::classes;
      const long before = allocations.load();
      Recipe recipe = small_recipe(loss);
      recipe.metrics = {MeanAbsolutePercentageError{}, MedianAbsoluteError{}};
      if (about_classes) recipe.metrics = {F1{}, RocAuc{}, LogLoss{}};
      train(
          recipe, all_rows(about_classes ? classes : numbers), {},
          {.preprocess = {.inputs = {}, .targets = Standardize{}}, .threads = threads, .observer = &counter});
      EXPECT_GT(allocations.load(), before);  // they are counted
      EXPECT_EQ(counter.in_epoch, (std::vector<long>{0, 0, 0})) << name_of(loss);
    }
  }
}

TEST(Predictor, AllocatesNothingWhenAsked) {
  const Dataset data = class_data(100, 5, 3);
  Recipe recipe;
  recipe.model.hidden = {{.units = 16}};
  recipe.loss = CrossEntropy{};
  recipe.training.epochs = 1;
  const Model model = train(recipe, all_rows(data)).model;
  Predictor predictor(model, 7);
  FlatBuffer<float> outputs(3 * 7);
  const long before = allocations.load();
  for (const Index samples : {1, 7, 3})
    predictor.predict({data.values.data(), 5, samples}, {outputs.data(), 3, samples});
  EXPECT_EQ(allocations.load(), before);
}

TEST(Train, AllocatesNothingAfterTheFirstStepWhateverTheUpdateDoes) {
  const Dataset dataset = class_data(330, 5, 3);
  std::vector<Recipe> recipes;
  for (const Optimizer& optimizer : optimizers_with_a_rule()) {
    recipes.push_back(small_recipe(CrossEntropy{}));
    recipes.back().optimizer = optimizer;
  }
  for (const GradientClipping& clipping : all_alternatives<GradientClipping>()) {
    recipes.push_back(small_recipe(CrossEntropy{}));
    TrainingConfig& training = recipes.back().training;
    training.gradient_clipping = clipping;
    training.regularization = {.l1 = 0.001, .max_norm = 0.7};
    training.ema = WeightAverage{};
  }
  recipes.push_back(small_recipe(CrossEntropy{}));
  recipes.back().training.augmentation = Augmentation{.shift = 1.0, .rotation = 10.0, .width = 1};
  for (const Recipe& recipe : recipes) {
    AllocationCounter counter;
    train(recipe, all_rows(dataset), {}, {.threads = 2, .observer = &counter});
    EXPECT_EQ(counter.in_epoch, (std::vector<long>{0, 0, 0})) << name_of(recipe.optimizer);
  }
}

}  // namespace
}  // namespace mlp
