// Model files: the same bytes for the same model, and nothing but whole ones accepted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "io/message_of.hpp"
#include "io/safetensors.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"
#include "mlp/model/model.hpp"
#include "model/model_description.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

FlatBuffer<float> ascending(Index size, float first) {
  FlatBuffer<float> values(size);
  for (Index i = 0; i < size; ++i) values[i] = first + 0.125f * static_cast<float>(i);
  return values;
}

// Two inputs, three units, two classes; the inputs are scaled.
Model small_model() {
  Model model;
  model.architecture.layers = {{2, 3, LeakyRelu{.negative_slope = 0.05}, HeUniform{}},
                               {3, 2, Softmax{}, Zeros{}}};
  model.loss = CrossEntropy{.label_smoothing = 0.1};
  const ParameterLayout layout(model.architecture);
  model.parameters = FlatBuffer<float>(layout.size);
  for (const ParameterTensor& tensor : layout.tensors) {
    for (Index i = 0; i < tensor.size(); ++i)
      model.parameters[tensor.offset + i] = 0.5f - static_cast<float>(i);
  }
  model.input_scaling = {.shift = ascending(2, 1.0f), .scale = ascending(2, 2.0f)};
  model.input_names = {"length", "width, in \"metres\""};
  model.target_names = {"kind"};
  model.class_labels = {"tulipe", "œillet"};
  return model;
}

class ModelFile : public testing::Test {
 protected:
  // A file with the parts of small_model(), one of which was changed.
  std::filesystem::path write_changed(
      const std::function<void(std::map<std::string, std::string>&, std::vector<TensorView>&)>& change) {
    const std::filesystem::path whole = folder / "whole.safetensors";
    small_model().save(whole);
    const SafetensorsFile file(whole);
    std::map<std::string, std::string> metadata = file.metadata();
    metadata.erase("sha256");
    std::vector<TensorView> tensors = file.tensors();
    change(metadata, tensors);
    write_safetensors(path, metadata, tensors);
    return path;
  }
  std::filesystem::path write_changed_description(
      const std::function<void(nlohmann::ordered_json&)>& change) {
    return write_changed([&](auto& metadata, auto&) {
      auto description = nlohmann::ordered_json::parse(metadata.at("model"));
      change(description);
      metadata["model"] = description.dump();
    });
  }
  std::string message() const {
    return message_of<CorruptFile>([&] { Model::load(path); });
  }

  TemporaryFolder folder;
  const std::filesystem::path path = folder / "model.safetensors";
};

TEST_F(ModelFile, GivesBackTheModelAndItsBytes) {
  const Model model = small_model();
  model.save(path);
  const Model loaded = Model::load(path);
  EXPECT_EQ(loaded.parameters_sha256(), model.parameters_sha256());
  EXPECT_EQ(loaded.input_names, model.input_names);
  EXPECT_EQ(loaded.target_names, model.target_names);
  EXPECT_EQ(loaded.class_labels, model.class_labels);
  EXPECT_EQ(loaded.image_bytes, false);
  EXPECT_EQ(std::get<LeakyRelu>(loaded.architecture.layers[0].activation).negative_slope, 0.05);
  EXPECT_EQ(std::get<CrossEntropy>(loaded.loss).label_smoothing, 0.1);
  EXPECT_EQ(loaded.input_scaling.shift[1], 1.125f);
  EXPECT_EQ(loaded.input_scaling.scale[1], 2.125f);
  EXPECT_TRUE(loaded.target_scaling.is_identity());
  loaded.save(folder / "again.safetensors");
  EXPECT_TRUE(folder.read("again.safetensors") == folder.read("model.safetensors"));
}

// The same of two numbers.
Model small_regression() {
  Model model = small_model();
  model.architecture.layers[1].activation = Identity{};
  model.loss = MeanSquaredError{};
  model.class_labels.clear();
  model.target_names = {"height", "weight"};
  return model;
}

TEST_F(ModelFile, KeepsTheScalingOfTargets) {
  Model model = small_regression();
  model.target_scaling = {.shift = ascending(2, 10.0f), .scale = ascending(2, 20.0f)};
  model.save(path);
  EXPECT_EQ(Model::load(path).target_scaling.scale[1], 20.125f);
}

TEST_F(ModelFile, KeepsTheTransformsOfTargets) {
  Model model = small_regression();
  model.target_columns = {{.config = {.kind = NumericColumn{}, .clip = {{0.0, 2.5}}}},
                          {.config = {.kind = NumericColumn{}, .transform = QuantileNormal{}},
                           .knots = {{0.5, -1.25}, {8.0, 1.25}}}};
  model.save(path);
  const Model loaded = Model::load(path);
  ASSERT_EQ(loaded.target_columns.size(), 2u);
  EXPECT_EQ(loaded.target_columns[0].config.clip, model.target_columns[0].config.clip);
  EXPECT_EQ(loaded.target_columns[1].knots, model.target_columns[1].knots);

  model.target_columns.pop_back();
  EXPECT_THAT(message_of<ConfigError>([&] { parse_model_description(to_json(ModelDescription::of(model))); }),
              testing::HasSubstr("expected columns of targets for each number that is learned"));
  model.target_columns.push_back({.config = {.kind = DateColumn{}}});
  EXPECT_THAT(message_of<ConfigError>([&] { parse_model_description(to_json(ModelDescription::of(model))); }),
              testing::HasSubstr("expected targets that are numbers"));
}

TEST_F(ModelFile, NamesItsTensorsAsDocumented) {
  small_model().save(path);
  std::vector<std::string> names;
  const SafetensorsFile file(path);
  for (const TensorView& tensor : file.tensors()) names.push_back(tensor.name);
  EXPECT_THAT(names,
              testing::ElementsAre("layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias",
                                   "preprocess.inputs.shift", "preprocess.inputs.scale"));
  EXPECT_EQ(file.metadata().at("format"), "mlp-model");
  EXPECT_EQ(file.metadata().at("arithmetic"), "1");
}

TEST_F(ModelFile, HashesTheParametersWithoutPadding) {
  Model model;
  model.architecture.layers = {{1, 1, Identity{}, Zeros{}}};
  model.loss = MeanSquaredError{};
  model.parameters = FlatBuffer<float>(ParameterLayout(model.architecture).size);
  model.parameters[0] = 1.0f;
  // SHA-256 of the eight bytes 00 00 80 3f 00 00 00 00.
  EXPECT_EQ(model.parameters_sha256(), "434b26042aff3fb844a4c4c6be0d81a079b0ce84cfb8190679024404e5dc4822");
}

TEST_F(ModelFile, IsNeverReadWhenCut) {
  small_model().save(path);
  for (auto size = std::filesystem::file_size(path); size-- > 0;) {
    std::filesystem::resize_file(path, size);
    EXPECT_THROW(Model::load(path), CorruptFile) << "cut to " << size << " bytes";
  }
}

TEST_F(ModelFile, IsNeverReadWithABitChanged) {
  small_model().save(path);
  const std::string bytes = folder.read("model.safetensors");
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  const auto put = [&](std::size_t place, char value) {
    file.seekp(static_cast<std::streamoff>(place)).put(value).flush();
  };
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    for (int bit = 0; bit < 8; ++bit) {
      put(place, static_cast<char>(bytes[place] ^ (1 << bit)));
      EXPECT_THROW(Model::load(path), CorruptFile) << "bit " << bit << " of byte " << place;
    }
    put(place, bytes[place]);
  }
  EXPECT_NO_THROW(Model::load(path));
}

TEST_F(ModelFile, IsToldFromOtherSafetensors) {
  const std::vector<float> values{1.0f};
  write_safetensors(path, {},
                    {{.name = "x",
                      .type = TensorType::f32,
                      .shape = {1},
                      .bytes = {reinterpret_cast<const char*>(values.data()), 4}}});
  EXPECT_EQ(message(), path.string() +
                           ": expected a model written by mlp, got another safetensors file\n"
                           "  hint: a run's model is its file model.safetensors");
}

TEST_F(ModelFile, OfAnotherArithmeticIsRefused) {
  write_changed([](auto& metadata, auto&) { metadata["arithmetic"] = "2", metadata["version"] = "9.1"; });
  EXPECT_EQ(message(), path.string() +
                           ": expected arithmetic number 1, got \"2\"\n"
                           "  hint: the model was written by mlp 9.1; this is 0.1.0");
}

TEST_F(ModelFile, OfAnotherArchitectureNamesTheTensorThatDoesNotFit) {
  write_changed_description([](auto& description) {
    description["architecture"]["layers"][0]["units"] = 4;
    description["architecture"]["layers"][1]["inputs"] = 4;
  });
  EXPECT_THAT(message(), StartsWith(path.string() + ": "));
  EXPECT_THAT(message(), HasSubstr("layers.0.weight"));
  EXPECT_THAT(message(), HasSubstr("[4, 2]"));
  EXPECT_THAT(message(), HasSubstr("[3, 2]"));
}

TEST_F(ModelFile, WithMoreTensorsThanItsArchitectureIsRefused) {
  write_changed_description([](auto& description) {
    description["architecture"]["layers"].erase(1);
    description["architecture"]["layers"][0]["activation"] = "softmax";
    description["class_labels"] = {"a", "b", "c"};
  });
  EXPECT_EQ(message(), path.string() +
                           ": expected 4 tensors for the model's architecture, got 6\n"
                           "  hint: the file's tensors belong to another architecture than its description");
}

TEST_F(ModelFile, WithAHugeArchitectureAsksForNoMemory) {
  write_changed_description([](auto& description) {
    description["architecture"]["layers"][0]["units"] = std::int64_t{1} << 62;
    description["architecture"]["layers"][1]["inputs"] = std::int64_t{1} << 62;
  });
  EXPECT_THAT(message(), HasSubstr("layers.0.weight"));
}

TEST_F(ModelFile, WithADescriptionThatCannotBeIsRefused) {
  using Change = std::function<void(nlohmann::ordered_json&)>;
  const std::vector<std::pair<Change, std::string>> cases{
      {[](auto& d) { d.erase("loss"); }, "loss"},
      {[](auto& d) { d["architecture"]["layers"] = nlohmann::ordered_json::array(); },
       "/architecture/layers"},
      {[](auto& d) { d["architecture"]["layers"][1]["inputs"] = 5; }, "expected 3 inputs in layer 1, got 5"},
      {[](auto& d) { d["architecture"]["layers"][0]["activation"] = "softmax"; },
       "softmax in the last layer only"},
      {[](auto& d) { d["architecture"]["layers"][1]["activation"] = "relu"; }, "output activation softmax"},
      {[](auto& d) { d["class_labels"] = {"a"}; }, "expected 2 class labels"},
      {[](auto& d) { d["input_names"] = {"a"}; }, "expected 2 names of inputs"},
      {[](auto& d) { d["loss"] = "mse"; }, "no class labels with the loss mse"}};
  for (const auto& [change, part] : cases) {
    write_changed_description(change);
    EXPECT_THAT(message(), StartsWith(path.string() + ": the model's description is damaged: model")) << part;
    EXPECT_THAT(message(), HasSubstr(part));
  }
}

TEST_F(ModelFile, IsNotWrittenWithNumbersThatAreNotFinite) {
  Model model = small_model();
  model.parameters[ParameterLayout(model.architecture).bias(1).offset] =
      std::numeric_limits<float>::infinity();
  EXPECT_EQ(message_of<Diverged>([&] { model.save(path); }),
            path.string() + ": not written: layers.1.bias holds numbers that are not finite");
  EXPECT_EQ(folder.entries(), 0);
}

TEST_F(ModelFile, IsNotReadWithVariancesBelowZero) {
  Model model = small_model();
  model.architecture.layers[0].normalization = BatchNorm{};
  const ParameterLayout layout(model.architecture);
  model.parameters = FlatBuffer<float>(layout.size);
  model.parameters[layout.tensor(0, TensorRole::running_variance).offset + 1] = -0.5f;
  model.save(path);
  EXPECT_EQ(message(),
            path.string() + ": layers.0.norm.running_var: expected variances of 0 or more, got one below 0");
}

TEST_F(ModelFile, IsNotReadWithNumbersThatAreNotFinite) {
  const std::vector<float> bias{0.0f, std::numeric_limits<float>::quiet_NaN(), 0.0f};
  write_changed([&](auto&, auto& tensors) {
    tensors[1].bytes = {reinterpret_cast<const char*>(bias.data()), bias.size() * sizeof(float)};
  });
  EXPECT_EQ(message(),
            path.string() + ": layers.0.bias: expected finite numbers, got one that is not at position 1");
}

TEST_F(ModelFile, ThatIsMissingIsAnotherKindOfError) { EXPECT_THROW(Model::load(path), IoError); }

TEST_F(ModelFile, SaysWhatFurtherRowsMustLookLike) {
  const ColumnPlan plan = small_model().column_plan();
  EXPECT_EQ(plan.features, 2);
  EXPECT_EQ(plan.target_kind, TargetKind::classes);
  EXPECT_EQ(plan.class_labels, (std::vector<std::string>{"tulipe", "œillet"}));
  EXPECT_FALSE(plan.target_optional);
}

}  // namespace
}  // namespace mlp
