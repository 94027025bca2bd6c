// mlp import: weights of PyTorch become a model that does all that a trained one does.
#include <gmock/gmock.h>

#include "program/program.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Import : public ProgramTest {
 protected:
  void SetUp() override {
    golden = nlohmann::json::parse(read_source("torch_sequential.json"));
    folder.write("weights.safetensors", read_source("torch_sequential.safetensors"));
    std::string csv = "w,x,y,z,kind\n";
    int row = 0;
    for (const auto& inputs : golden["inputs"]) {
      for (const auto& x : inputs) csv += x.dump() + ",";
      csv += std::string(1, static_cast<char>('a' + row++ % 3)) + "\n";
    }
    folder.write("rows.csv", csv);
    config["data"] = {{"train", {{"type", "csv"}, {"path", "rows.csv"}, {"target", "kind"}}},
                      {"preprocess", {{"inputs", "none"}}}};
    config["model"]["hidden"] = {{{"units", 6}, {"activation", "relu"}, {"normalization", "batch_norm"}},
                                 {{"units", 5}, {"activation", "prelu"}, {"normalization", "layer_norm"}}};
    config["loss"] = "cross_entropy";
    config["training"]["epochs"] = 2;
    write_config();
  }

  void write_config() const { folder.write("torch.json", config.dump(1)); }
  static std::string read_source(const std::string& name) {
    std::ostringstream bytes;
    bytes << std::ifstream(source_folder() + "/tests/exports/" + name, std::ios::binary).rdbuf();
    return bytes.str();
  }

  nlohmann::json golden, config;
};

TEST_F(Import, PredictsWhatPyTorchPredicts) {
  const std::string out = succeed({"import", "weights.safetensors", "torch.json", "--out", "runs/torch"});
  EXPECT_THAT(out, StartsWith("parameters_sha256  "));
  std::istringstream csv(succeed({"predict", "runs/torch", "rows.csv"}));
  std::string line;
  std::getline(csv, line);
  EXPECT_EQ(line, "class,probability_a,probability_b,probability_c");
  for (const auto& row : golden["probabilities"]) {
    ASSERT_TRUE(std::getline(csv, line));
    std::istringstream fields(line);
    std::string field;
    std::getline(fields, field, ',');
    for (const auto& probability : row) {
      ASSERT_TRUE(std::getline(fields, field, ','));
      EXPECT_NEAR(std::stod(field), probability.get<double>(), 1e-5);  // the promise; sums in other orders
    }
  }
}

TEST_F(Import, GivesARunThatIsEvaluatedExportedAndGoneOnWith) {
  succeed({"import", "weights.safetensors", "torch.json", "--out", "torch"});
  EXPECT_THAT(succeed({"evaluate", "torch"}), HasSubstr("accuracy"));
  EXPECT_EQ(succeed({"runs", ".", "--columns", "name,status", "--csv"}), "name,status\ntorch,imported\n");
  EXPECT_EQ(succeed({"export", "torch", "--to", "c", "--verify", "rows.csv"}),
            "verified: 12 rows through cc, the same bits\n");
  config["model"]["start_from"] = "torch";
  write_config();
  succeed({"train", "torch.json", "--out", "further", "--quiet"});
}

TEST_F(Import, WritesAModelFileWhereOneIsAskedFor) {
  succeed({"import", "weights.safetensors", "torch.json", "--out", "torch.safetensors"});
  EXPECT_THAT(succeed({"inspect", "torch.safetensors"}), HasSubstr("layers.1.slope"));
}

TEST_F(Import, RefusesAConfigOfOtherLayersAndLeavesNothing) {
  config["model"]["hidden"][0]["units"] = 8;
  write_config();
  expect_error(
      {"import", "weights.safetensors", "torch.json", "--out", "torch"}, 2,
      "weights.safetensors: tensor \"0.weight\": expected F32 [8, 4] of a Linear for /model/hidden/0, "
      "got F32 [6, 4]\n"
      "  hint: the config's layers must be those of the network: a Linear each, and normalization and "
      "prelu where the network has them");
  EXPECT_FALSE(std::filesystem::exists(folder / "torch"));
}

TEST_F(Import, RefusesStartFromAndAPlaceThatIsTaken) {
  succeed({"import", "weights.safetensors", "torch.json", "--out", "torch"});
  EXPECT_EQ(mlp({"import", "weights.safetensors", "torch.json", "--out", "torch"}).code, 2);
  succeed({"import", "weights.safetensors", "torch.json", "--out", "torch", "--force"});
  config["model"]["start_from"] = "torch";
  write_config();
  expect_error({"import", "weights.safetensors", "torch.json", "--out", "other"}, 2,
               "/model/start_from: expected none with mlp import, got one\n"
               "  hint: the weights come from weights.safetensors");
}

TEST_F(Import, SaysThatADamagedFileIsOne) {
  folder.write("weights.safetensors", read_source("torch_sequential.safetensors").substr(0, 900));
  EXPECT_EQ(mlp({"import", "weights.safetensors", "torch.json", "--out", "torch"}).code, 4);
  EXPECT_EQ(mlp({"import", "absent.safetensors", "torch.json", "--out", "torch"}).code, 5);
}

}  // namespace
}  // namespace mlp
