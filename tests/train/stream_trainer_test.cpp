#include "mlp/train/stream_trainer.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "extensions.hpp"
#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

// Each recipe whose steps draw, remember or look at the step's number.
std::vector<Recipe> recipes_of_classes() {
  std::vector<Recipe> recipes(5, small_recipe(CrossEntropy{}, 2));
  recipes[1].optimizer = Adam{.learning_rate = 0.01};
  recipes[1].schedule = CosineDecay{.warmup_epochs = 0.5};
  recipes[2].model.hidden[0].dropout = StandardDropout{};
  recipes[2].model.input_noise = 0.1;
  recipes[2].training.gradient_clipping = ClipGlobalNorm{.max_norm = 0.5};
  recipes[3].model.hidden[0].normalization = BatchNorm{};
  recipes[3].training.augmentation = Augmentation{.shift = 0.5, .rotation = 20.0, .width = 1};
  recipes[3].training.mixup = Mixup{};
  recipes[3].training.ema = WeightAverage{.decay = 0.9};
  recipes[4].optimizer = CustomOptimizer{std::make_shared<OwnMomentum>()};
  for (Recipe& recipe : recipes) {
    recipe.training.shuffle = false;
    recipe.training.batch_size = 30;
  }
  return recipes;
}

std::vector<int> labels_of(const Dataset& data, Index first, Index count) {
  std::vector<int> labels;
  for (Index row = first; row < first + count; ++row)
    labels.push_back(
        std::stoi(data.class_labels[static_cast<std::size_t>(data.classes[static_cast<std::size_t>(row)])]));
  return labels;
}

ConstMatrixView inputs_of(const Dataset& data, Index first, Index count) {
  return {data.values.data() + first * data.features, data.features, count};
}

// The rows of a data set in batches of 30, again and again.
class Stream {
 public:
  explicit Stream(const Dataset& data) : data_(data) {}
  void feed(StreamTrainer& trainer, Index batches) {
    for (; batches > 0; --batches) {
      const Index count = std::min<Index>(30, data_.rows - first_);
      trainer.fit_some(inputs_of(data_, first_, count), labels_of(data_, first_, count));
      first_ = first_ + count == data_.rows ? 0 : first_ + count;
    }
  }

 private:
  const Dataset& data_;
  Index first_ = 0;
};

TEST(StreamTrainer, GivesTheBitsOfTrainForTheSameBatches) {
  const Dataset data = class_data(100, 5, 3);  // four batches, the last not full
  for (const Recipe& recipe : recipes_of_classes()) {
    for (const int threads : {1, 3}) {
      StreamTrainer trainer(recipe, all_rows(data), {.threads = threads, .steps_per_epoch = 4});
      Stream(data).feed(trainer, 8);
      EXPECT_EQ(trainer.steps(), 8);
      EXPECT_EQ(trainer.model().parameters_sha256(), trained_sha256(recipe, all_rows(data)));
    }
  }
}

TEST(StreamTrainer, LearnsNumbersInTheirOwnUnits) {
  const Dataset data = number_data(90, 4, 2);
  Recipe recipe = small_recipe(MeanSquaredError{}, 1);
  recipe.training.shuffle = false;
  recipe.training.batch_size = 30;
  const PreprocessConfig scaled{.inputs = {}, .targets = Standardize{}};
  StreamTrainer trainer(recipe, all_rows(data), {.preprocess = scaled});
  std::vector<double> losses;
  for (Index first = 0; first < 90; first += 30) {
    losses.push_back(trainer.fit_some(inputs_of(data, first, 30),
                                      ConstMatrixView(data.numbers.data() + first * 2, 2, 30)));
  }
  Recorder recorder;
  const TrainResult all = train(recipe, all_rows(data), {}, {.preprocess = scaled, .observer = &recorder});
  EXPECT_EQ(trainer.model().parameters_sha256(), all.model.parameters_sha256());
  EXPECT_EQ(losses[0], recorder.steps[0].mean_loss);
  Eigen::MatrixXf here(2, 90), there(2, 90);
  trainer.model().predict(inputs_of(data, 0, 90), here);
  all.model.predict(inputs_of(data, 0, 90), there);
  EXPECT_EQ(here, there);
}

TEST(StreamTrainer, EncodesColumnsAndTargetsAsTrainDoes) {
  Dataset data = number_data(90, 4, 2);
  for (Index row = 0; row < 90; ++row) {
    data.values[4 * row + 1] = static_cast<float>(row % 3);
    if (row % 5 == 0) data.values[4 * row + 2] = std::numeric_limits<float>::quiet_NaN();
  }
  data.columns.resize(4, {.config = {.kind = NumericColumn{}}});
  data.columns[1] = {.config = {.kind = CategoricalColumn{}}, .categories = {"a", "b", "c"}};
  data.columns[2].config.missing = FillMedian{};
  data.target_columns = {{.transform = LogTransform{}, .scaling = Standardize{}},
                         {.transform = QuantileNormal{}}};
  Recipe recipe = small_recipe(MeanSquaredError{}, 1);
  recipe.training.shuffle = false;
  recipe.training.batch_size = 30;
  StreamTrainer trainer(recipe, all_rows(data));
  for (Index first = 0; first < 90; first += 30)
    trainer.fit_some(inputs_of(data, first, 30), ConstMatrixView(data.numbers.data() + first * 2, 2, 30));
  EXPECT_EQ(trainer.model().parameters_sha256(), trained_sha256(recipe, all_rows(data)));
}

TEST(StreamTrainer, GoesOnFromACheckpointToTheSameBits) {
  const TemporaryFolder folder{TemporaryFolder::in_memory()};
  const Dataset data = class_data(100, 5, 3);
  for (const Recipe& recipe : recipes_of_classes()) {
    const StreamOptions options{.steps_per_epoch = 4};
    StreamTrainer whole(recipe, all_rows(data), options), begun(recipe, all_rows(data), options);
    Stream(data).feed(whole, 7);
    Stream stream(data);
    stream.feed(begun, 3);
    begun.save_checkpoint(folder / "state");
    StreamTrainer other(recipe, all_rows(data), options);
    other.load_checkpoint(folder / "state");
    stream.feed(other, 4);
    EXPECT_EQ(other.steps(), 7);
    EXPECT_EQ(other.model().parameters_sha256(), whole.model().parameters_sha256());
  }
}

TEST(StreamTrainer, RefusesACheckpointOfAnotherRecipe) {
  const TemporaryFolder folder{TemporaryFolder::in_memory()};
  const Dataset data = class_data(100, 5, 3);
  Recipe recipe = small_recipe(CrossEntropy{});
  StreamTrainer(recipe, all_rows(data)).save_checkpoint(folder / "state");
  recipe.seed = 7;
  StreamTrainer other(recipe, all_rows(data));
  const std::string path = (folder / "state").string();
  EXPECT_EQ(message_of<ConfigError>([&] { other.load_checkpoint(path); }),
            path +
                ": expected a checkpoint of a stream with this recipe, got one of another\n"
                "  hint: make the StreamTrainer with the recipe that the checkpoint was saved with");
}

TEST(StreamTrainer, RefusesBatchesThatDoNotFitAndGoesOn) {
  const Dataset data = class_data(100, 5, 3);
  StreamTrainer trainer(small_recipe(CrossEntropy{}), all_rows(data));
  const auto complaint = [&](ConstMatrixView inputs, const std::vector<int>& labels) {
    return message_of<DataError>([&] { trainer.fit_some(inputs, labels); });
  };
  const std::string before = trainer.model().parameters_sha256();
  EXPECT_EQ(complaint(inputs_of(data, 0, 33), labels_of(data, 0, 33)),
            "inputs: expected 1 to 32 samples, got 33\n"
            "  hint: /training/batch_size is the most that come at once");
  EXPECT_EQ(complaint(inputs_of(data, 0, 2), {1}), "targets: expected one for each of 2 samples, got 1");
  EXPECT_EQ(complaint(inputs_of(data, 0, 1), {9}), "labels[0]: expected one of 0, 1, 2, got \"9\"");
  EXPECT_EQ(complaint({data.values.data(), 4, 1}, {1}),
            "inputs: expected 5 features, as in the rows that the stream began with, got 4");
  EXPECT_EQ(message_of<DataError>([&] { trainer.fit_some(inputs_of(data, 0, 1), inputs_of(data, 0, 1)); }),
            "targets: expected labels, as in the rows that the stream began with, got numbers");
  Eigen::MatrixXf one = Eigen::MatrixXf::Zero(5, 1);
  one(3, 0) = std::numeric_limits<float>::infinity();
  EXPECT_EQ(complaint(one, {1}), "inputs(3, 0): expected a finite number, got inf");
  EXPECT_EQ(trainer.steps(), 0);
  EXPECT_EQ(trainer.model().parameters_sha256(), before);
  EXPECT_GT(trainer.fit_some(inputs_of(data, 0, 20), labels_of(data, 0, 20)), 0.0);
}

TEST(StreamTrainer, RefusesWhatNeedsAnEnd) {
  const Dataset data = class_data(100, 5, 3);
  const auto complaint = [&](const Recipe& recipe) {
    return message_of<ConfigError>([&] { StreamTrainer(recipe, all_rows(data)); });
  };
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.training.early_stopping = EarlyStopping{.monitor = "train.loss"};
  EXPECT_EQ(complaint(recipe),
            "/training/early_stopping: expected none in a stream, got some\n"
            "  hint: a stream has no end and no validation rows to look at; train() has");
  recipe = small_recipe(CrossEntropy{});
  recipe.optimizer = Lbfgs{};
  EXPECT_EQ(complaint(recipe).substr(0, 11), "/optimizer:");
  recipe = small_recipe(CrossEntropy{});
  recipe.schedule = CosineDecay{};
  EXPECT_EQ(complaint(recipe),
            "/schedule: expected a constant rate in a stream without epochs, got cosine\n"
            "  hint: StreamOptions::steps_per_epoch says how many batches the schedule takes for an epoch");
}

TEST(StreamTrainer, RefusesBalancedSamplingAsBatchesAreTakenAsTheyCome) {
  const Dataset data = class_data(100, 5, 3);
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.training.sampling = BalancedClasses{};
  EXPECT_EQ(message_of<ConfigError>([&] { StreamTrainer(recipe, all_rows(data)); }),
            "/training/sampling: expected each_row in a stream, got balanced\n"
            "  hint: a stream's batches are taken as they come; give it as many rows of each class, or use "
            "train()");
}

TEST(StreamTrainer, TakesNoStepThatDiverges) {
  const Dataset data = class_data(100, 5, 3);
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.model.hidden[0].activation = Exponential{};
  StreamTrainer trainer(recipe, all_rows(data));
  const Eigen::MatrixXf huge = Eigen::MatrixXf::Constant(5, 2, 1e30f);
  const std::string before = trainer.model().parameters_sha256();
  EXPECT_THROW(trainer.fit_some(huge, std::vector<int>{0, 1}), Diverged);
  EXPECT_EQ(trainer.model().parameters_sha256(), before);
  EXPECT_GT(trainer.fit_some(inputs_of(data, 0, 20), labels_of(data, 0, 20)), 0.0);
}

struct ThrowsOnce : OwnMomentum {
  void update(Numbers, const OptimizerStep& step, std::span<const float>, std::span<float>,
              std::span<const std::span<float>>) const override {
    if (step.number == 2) throw std::range_error("not now");
  }
};

TEST(StreamTrainer, IsOfNoUseAfterAStepThatFailedHalfwayUntilACheckpointIsLoaded) {
  const TemporaryFolder folder{TemporaryFolder::in_memory()};
  const Dataset data = class_data(100, 5, 3);
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.optimizer = CustomOptimizer{std::make_shared<ThrowsOnce>()};
  StreamTrainer trainer(recipe, all_rows(data), {.threads = 2});
  const auto fit = [&] { trainer.fit_some(inputs_of(data, 0, 20), labels_of(data, 0, 20)); };
  fit();
  trainer.save_checkpoint(folder / "state");
  EXPECT_THROW(fit(), std::range_error);
  EXPECT_NE(message_of<Error>(fit).find("a step that failed halfway"), std::string::npos);
  EXPECT_THROW(trainer.model(), Error);
  trainer.load_checkpoint(folder / "state");
  EXPECT_EQ(trainer.steps(), 1);
  EXPECT_NO_THROW(trainer.model());
}

}  // namespace
}  // namespace mlp
