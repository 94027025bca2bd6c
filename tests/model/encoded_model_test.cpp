// Models of columns that are encoded: saved, and asked in every way.
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "io/safetensors.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"
#include "mlp/model/predictor.hpp"
#include "model/export_cases.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

Model encoded_model() {
  for (ExportCase& each : network_cases())
    if (each.name == "columns") return std::move(each.model);
  return {};
}

std::vector<float> numbers(const FlatBuffer<float>& buffer) { return {buffer.begin(), buffer.end()}; }

TEST(EncodedModel, GivesRowsMatricesAndSingleSamplesTheSameBits) {
  const Model model = encoded_model();
  const Index rows = 50, columns = model.input_columns(), outputs = model.architecture.outputs();
  EXPECT_EQ(columns, 9);
  const FlatBuffer<float> inputs = scattered_inputs(model, rows);
  const Dataset data = dataset_of(model, inputs);
  const std::vector<float> by_rows = numbers(model.predict(all_rows(data), 2).values);
  FlatBuffer<float> matrix(rows * outputs), single(rows * outputs);
  model.predict({inputs.data(), columns, rows}, {matrix.data(), outputs, rows});
  Predictor predictor(model);
  for (Index row = 0; row < rows; ++row)
    predictor.predict({inputs.data() + row * columns, columns, 1},
                      {single.data() + row * outputs, outputs, 1});
  EXPECT_EQ(numbers(matrix), by_rows);
  EXPECT_EQ(numbers(single), by_rows);
}

TEST(EncodedModel, IsTheSameWhenLoaded) {
  const TemporaryFolder folder;
  const Model model = encoded_model();
  model.save(folder / "m.safetensors");
  const Model loaded = Model::load(folder / "m.safetensors");
  EXPECT_EQ(loaded.feature_names(), model.feature_names());
  const Dataset data = dataset_of(model, scattered_inputs(model, 20));
  EXPECT_EQ(numbers(loaded.predict(all_rows(data)).values), numbers(model.predict(all_rows(data)).values));
  loaded.save(folder / "again.safetensors");
  EXPECT_EQ(folder.read("again.safetensors"), folder.read("m.safetensors"));
  EXPECT_EQ(loaded.column_plan().columns.at(5).categories.size(), 3u);
}

TEST(EncodedModel, SaysWhichValueOfAMatrixItRefuses) {
  Model model = encoded_model();
  model.encoding.columns[7].config.unseen = RefuseUnseen{};
  FlatBuffer<float> inputs = scattered_inputs(model, 2), outputs(4);
  const auto refusal = [&](Index column, float value) {
    for (Index c = 0; c < 9; ++c) inputs[9 + c] = 0.0f;
    inputs[7] = 1.0f;
    inputs[9 + column] = value;
    return message_of<DataError>([&] { model.predict({inputs.data(), 9, 2}, {outputs.data(), 2, 2}); });
  };
  EXPECT_EQ(refusal(0, std::numeric_limits<float>::quiet_NaN()),
            "inputs(0, 1): expected a number, got NaN\n"
            "  hint: the model was trained without missing values in this column");
  EXPECT_EQ(refusal(7, 3.0f),
            "inputs(7, 1): expected the place of a category, 0 to 2, got 3\n"
            "  hint: the categories are category 0, category 1, category 2");
  EXPECT_EQ(message_of<DataError>([&] {
              model.predict({inputs.data(), 6, 3}, {outputs.data(), 2, 3});
            }),
            "inputs: expected 9 features, got 6");
}

// A description that was changed by hand must not make a program read beyond its lists.
TEST(EncodedModel, RefusesADescriptionWhoseColumnsDoNotFit) {
  const TemporaryFolder folder;
  encoded_model().save(folder / "m.safetensors");
  const SafetensorsFile file(folder / "m.safetensors");
  const auto problem_of = [&](const std::function<void(nlohmann::ordered_json & columns)>& change) {
    std::map<std::string, std::string> metadata = file.metadata();
    metadata.erase("sha256");
    auto json = nlohmann::ordered_json::parse(metadata.at("model"));
    change(json.at("columns"));
    metadata["model"] = json.dump();
    write_safetensors(folder / "changed.safetensors", metadata, file.tensors());
    return message_of<CorruptFile>([&] { Model::load(folder / "changed.safetensors"); });
  };
  EXPECT_THAT(problem_of([](auto& columns) { columns.erase(8); }), HasSubstr("expected 8 names of inputs"));
  EXPECT_THAT(problem_of([](auto& columns) { columns[5]["categories"].push_back("x"); }),
              HasSubstr("features of the columns"));
  EXPECT_THAT(problem_of([](auto& columns) { columns[5]["substitute"] = 7; }),
              HasSubstr("a substitute that the column can have"));
  EXPECT_THAT(problem_of([](auto& columns) { columns[5]["substitute"] = -1; }),
              HasSubstr("a substitute that the column can have"));
  EXPECT_THAT(problem_of([](auto& columns) {
                columns[3]["knots"] = {{1.0, 0.0}, {1.0, 2.0}};
              }),
              HasSubstr("knots that ascend"));
  EXPECT_THAT(problem_of([](auto& columns) { columns[3].erase("knots"); }), HasSubstr("knots of columns"));
  EXPECT_THAT(problem_of([](auto& columns) { columns[0]["config"].erase("kind"); }),
              HasSubstr("a kind of every column"));
  EXPECT_THAT(problem_of([](auto& columns) { columns[0]["categories"] = {"x"}; }),
              HasSubstr("categories of columns of categories only"));
}

}  // namespace
}  // namespace mlp
