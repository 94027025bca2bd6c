// Networks as JSON and as NumPy arrays: all of them comes back; and what the picture shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "io/message_of.hpp"
#include "io/npy.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"
#include "model/export_cases.hpp"
#include "model/exports/dot_export.hpp"
#include "model/exports/json_export.hpp"
#include "model/exports/npy_export.hpp"

namespace mlp {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

// The model with its numbers forgotten.
Model emptied(Model model) {
  for (FlatBuffer<float>* numbers :
       {&model.parameters, &model.input_scaling.shift, &model.input_scaling.scale,
        &model.target_scaling.shift, &model.target_scaling.scale})
    std::fill(numbers->begin(), numbers->end(), 0.0f);
  return model;
}

std::string predictions_of(const Model& model) {
  const Dataset data = dataset_of(model, scattered_inputs(model, 20));
  return model.predict(all_rows(data)).sha256();
}

TEST(JsonExport, ComesBackToTheBit) {
  for (const auto& [name, model] : network_cases()) {
    const Model read = read_json_export(json_export(model), emptied(model));
    EXPECT_EQ(read.parameters_sha256(), model.parameters_sha256()) << name;
    EXPECT_EQ(predictions_of(read), predictions_of(model)) << name;
  }
}

TEST(JsonExport, ListsATensorsRows) {
  const Model model = network_cases().front().model;
  const auto json = nlohmann::json::parse(json_export(model));
  EXPECT_EQ(json["format"], "mlp-json");
  const auto& weight = json["tensors"]["layers.0.weight"];
  ASSERT_EQ(weight.size(), 9u);
  ASSERT_EQ(weight[1].size(), 6u);
  EXPECT_EQ(weight[1][2].get<float>(), model.parameters[8]);
}

TEST(JsonExport, RefusesAnothersText) {
  const Model model = network_cases().front().model, other = network_cases().back().model;
  EXPECT_EQ(message_of<CorruptFile>([&] { read_json_export(json_export(other), model); }),
            "the JSON export: expected the description of the model, got another");
  EXPECT_THROW(read_json_export("{}", model), CorruptFile);
  EXPECT_THROW(read_json_export("", model), CorruptFile);
}

TEST(NpyExport, ComesBackToTheBit) {
  for (const auto& [name, model] : network_cases()) {
    const TemporaryFolder folder;
    npy_export(model, folder / "arrays");
    const Model read = read_npy_export(folder / "arrays", emptied(model));
    EXPECT_EQ(read.parameters_sha256(), model.parameters_sha256()) << name;
    EXPECT_EQ(predictions_of(read), predictions_of(model)) << name;
  }
}

TEST(NpyExport, HasAnArrayPerTensorAndADescription) {
  const TemporaryFolder folder;
  npy_export(network_cases().front().model, folder / "arrays");
  EXPECT_EQ(read_npy(folder / "arrays" / "layers.1.weight.npy", {5, 9}).size(), 45);
  EXPECT_EQ(read_npy(folder / "arrays" / "preprocess.inputs.shift.npy", {6}).size(), 6);
  const auto description = nlohmann::json::parse(folder.read("arrays/model.json"));
  EXPECT_EQ(description["class_labels"].size(), 2u);
}

TEST(DotExport, DrawsUnitsOfASmallNetworkAndBoxesOfALargeOne) {
  const std::string small = dot_export(network_cases().front().model);
  EXPECT_THAT(small, HasSubstr("x5 [shape=box, style=rounded, label=\"x5\"];"));
  EXPECT_THAT(small, HasSubstr("a0_8 -> a1_4 [color="));
  EXPECT_THAT(small, ContainsRegex("penwidth=[0-2]\\.[0-9][0-9]\\]"));
  ModelConfig config;
  config.hidden = {{.units = 100, .activation = Gelu{}, .normalization = LayerNorm{}}};
  const std::string large = dot_export(model_of(config, CrossEntropy{}, 30, 3));
  EXPECT_THAT(large, HasSubstr("layer_0 [label=\"30 → 100\\nlayer_norm\\ngelu\"];"));
  EXPECT_THAT(large, HasSubstr("\\nprobability_c \\\"œillet\\\" */"));
  EXPECT_THAT(large, Not(HasSubstr("a0_")));
}

}  // namespace
}  // namespace mlp
