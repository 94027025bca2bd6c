// PyTorch's weights: taken over as they are, or refused with what does not fit.
#include "model/torch_weights.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "io/message_of.hpp"
#include "io/safetensors.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"
#include "mlp/model/model.hpp"
#include "model/tensor_numbers.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

// The layers of tests/exports/make_torch_weights.py.
Architecture torch_architecture() {
  ModelConfig config;
  config.hidden = {{.units = 6, .activation = Relu{}, .normalization = BatchNorm{}},
                   {.units = 5, .activation = Prelu{}, .normalization = LayerNorm{}}};
  return build_architecture(resolved(config, CrossEntropy{}), 4, 3);
}

const std::string& torch_file() {
  static const std::string path = source_folder() + "/tests/exports/torch_sequential.safetensors";
  return path;
}

TEST(TorchWeights, PredictWhatPyTorchPredicts) {
  Model model;
  model.architecture = torch_architecture();
  model.loss = CrossEntropy{};
  model.class_labels = {"a", "b", "c"};
  model.parameters = read_torch_weights(torch_file(), model.architecture);
  std::ifstream file(source_folder() + "/tests/exports/torch_sequential.json");
  const auto golden = nlohmann::json::parse(file);
  for (std::size_t row = 0; row < golden["inputs"].size(); ++row) {
    const auto x = golden["inputs"][row].get<std::vector<float>>();
    std::vector<float> y(3);
    model.predict({x.data(), 4, 1}, {y.data(), 3, 1});
    for (std::size_t k = 0; k < 3; ++k)
      EXPECT_NEAR(y[k], golden["probabilities"][row][k].get<float>(), 1e-6) << row;  // sums of other orders
  }
}

// Two layers, 2-3-1, as PyTorch names them; changed by the tests.
class TorchWeightsTest : public testing::Test {
 protected:
  struct Tensor {
    std::vector<Index> shape;
    std::vector<float> values = {};
  };

  std::string message() {
    std::vector<TensorView> views;
    for (auto& [name, tensor] : tensors) {
      Index count = 1;
      for (const Index extent : tensor.shape) count *= extent;
      tensor.values.resize(static_cast<std::size_t>(count), 0.5f);
      views.push_back({name, TensorType::f32, tensor.shape, bytes_of(tensor.values.data(), count)});
    }
    write_safetensors(path, metadata, views);
    const std::string text = message_of<Error>([&] { read_torch_weights(path, architecture); });
    return text.starts_with(path.string()) ? text.substr(path.string().size()) : text;
  }

  static Architecture layers(const std::optional<Normalization>& normalization,
                             const Activation& activation) {
    ModelConfig config;
    config.hidden = {{.units = 3, .activation = activation, .normalization = normalization}};
    return build_architecture(resolved(config, MeanSquaredError{}), 2, 1);
  }

  const std::string layers_hint =
      "\n  hint: the config's layers must be those of the network: a Linear each, and normalization and "
      "prelu "
      "where the network has them";
  TemporaryFolder folder;
  const std::filesystem::path path = folder / "w.safetensors";
  Architecture architecture = layers({}, Relu{});
  std::map<std::string, std::string> metadata = {{"format", "pt"}};
  std::map<std::string, Tensor> tensors = {
      {"0.weight", {{3, 2}}}, {"0.bias", {{3}}}, {"2.weight", {{1, 3}}}, {"2.bias", {{1}}}};
};

TEST_F(TorchWeightsTest, TakesALinearWithoutBiasAndCountsOfBatches) {
  tensors.erase("0.bias");
  tensors["0.num_batches_tracked"] = {{}};
  EXPECT_EQ(message(), "(nothing was thrown)");
  EXPECT_EQ(read_torch_weights(path, architecture)[ParameterLayout(architecture).bias(0).offset], 0.0f);
}

TEST_F(TorchWeightsTest, ModulesAreInTheOrderOfTheirNumbers) {
  tensors["net.10.weight"] = tensors.extract("2.weight").mapped();
  tensors["net.10.bias"] = tensors.extract("2.bias").mapped();
  tensors["net.9.weight"] = tensors.extract("0.weight").mapped();
  tensors["net.9.bias"] = tensors.extract("0.bias").mapped();
  EXPECT_EQ(message(), "(nothing was thrown)");
}

TEST_F(TorchWeightsTest, OneSlopeServesAllUnits) {
  architecture = layers({}, Prelu{});
  tensors["1.weight"] = {{1}, {0.75f}};
  EXPECT_EQ(message(), "(nothing was thrown)");
  const FlatBuffer<float> parameters = read_torch_weights(path, architecture);
  const ParameterLayout layout(architecture);
  EXPECT_EQ(parameters[layout.tensor(0, TensorRole::slope).offset + 2], 0.75f);
}

TEST_F(TorchWeightsTest, NamesATensorOfAnotherShape) {
  tensors["2.weight"] = {{1, 4}};
  EXPECT_EQ(message(),
            ": tensor \"2.weight\": expected F32 [1, 3] of a Linear for /model/output, got F32 [1, 4]" +
                layers_hint);
}

TEST_F(TorchWeightsTest, KnowsSwappedAxes) {
  tensors["0.weight"] = {{2, 3}};
  EXPECT_EQ(message(),
            ": tensor \"0.weight\": expected F32 [3, 2] of a Linear for /model/hidden/0, got F32 [2, 3]\n"
            "  hint: its axes are swapped: PyTorch has [outputs, inputs], Keras [inputs, outputs]");
}

TEST_F(TorchWeightsTest, SaysWhereLayersAreMissingOrTooMany) {
  tensors["4.bias"] = {{7}};
  EXPECT_EQ(message(),
            ": tensor \"4.bias\": expected no further tensor after the config's 2 layers, got F32 [7]" +
                layers_hint);
  tensors.erase("4.bias");
  tensors.erase("2.weight");
  EXPECT_EQ(message(), ": tensor \"2.weight\": expected F32 [1, 3] of a Linear for /model/output, got none" +
                           layers_hint);
  tensors.erase("2.bias");
  EXPECT_EQ(message(),
            ": expected the tensors of a Linear for /model/output after \"0\", got no more" + layers_hint);
}

TEST_F(TorchWeightsTest, SaysWhereTheConfigLacksANormalization) {
  tensors["1.running_mean"] = {{3}};
  EXPECT_EQ(message(),
            ": tensor \"1.running_mean\": expected the tensors of a Linear for /model/output, got one called "
            "running_mean" +
                layers_hint);
  tensors.erase("1.running_mean");
  architecture = layers(BatchNorm{}, Relu{});
  EXPECT_EQ(message(),
            ": tensor \"2.running_mean\": expected F32 [3] of a batch_norm for /model/hidden/0, got none" +
                layers_hint);
}

TEST_F(TorchWeightsTest, RefusesWhatIsNotFinite) {
  tensors["0.bias"].values = {0.0f, std::numeric_limits<float>::infinity(), 0.0f};
  EXPECT_EQ(message(), ": tensor \"0.bias\": expected finite numbers, got one that is not at position 1");
}

TEST_F(TorchWeightsTest, RefusesAModelOfOurs) {
  metadata["format"] = "mlp-model";
  EXPECT_EQ(message(),
            ": expected weights of PyTorch, got a model of mlp\n"
            "  hint: it needs no import: evaluate, predict, export and model.start_from take it");
}

TEST_F(TorchWeightsTest, RefusesAFileCutAtAnyByte) {
  std::ostringstream bytes;
  bytes << std::ifstream(torch_file(), std::ios::binary).rdbuf();
  const std::string whole = bytes.str();
  for (std::size_t size = 0; size < whole.size(); size += size < 1400 ? 1 : 97) {
    folder.write("cut.safetensors", whole.substr(0, size));
    EXPECT_THROW(read_torch_weights(folder / "cut.safetensors", torch_architecture()), CorruptFile) << size;
  }
}

TEST(TensorNumbers, WidensHalves) {
  const auto widened = [](TensorType type, std::uint16_t bits) {
    float number = -1.0f;
    EXPECT_TRUE(copy_as_floats({"", type, {1}, bytes_of(&bits, 1)}, &number));
    return number;
  };
  EXPECT_EQ(widened(TensorType::f16, 0x3c00), 1.0f);
  EXPECT_EQ(widened(TensorType::f16, 0xc500), -5.0f);
  EXPECT_EQ(widened(TensorType::f16, 0x7bff), 65504.0f);
  EXPECT_EQ(widened(TensorType::f16, 0x0001), 0x1p-24f);
  EXPECT_EQ(widened(TensorType::f16, 0x83ff), -0x1.ff8p-15f);
  EXPECT_EQ(widened(TensorType::f16, 0xfc00), -std::numeric_limits<float>::infinity());
  EXPECT_EQ(widened(TensorType::bf16, 0x3f80), 1.0f);
  EXPECT_EQ(widened(TensorType::bf16, 0xc2f7), -123.5f);
}

TEST(TensorNumbers, NarrowsDoublesAndLeavesIntegersAlone) {
  const double number = 0.1;
  const std::int64_t integer = 3;
  float narrowed = 0.0f;
  EXPECT_TRUE(copy_as_floats({"", TensorType::f64, {1}, bytes_of(&number, 1)}, &narrowed));
  EXPECT_EQ(narrowed, 0.1f);
  EXPECT_FALSE(copy_as_floats({"", TensorType::i64, {1}, bytes_of(&integer, 1)}, &narrowed));
}

}  // namespace
}  // namespace mlp
