// Runs that start from the model of another: their paths, their records, and their promises.
#include <nlohmann/json.hpp>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/reproduce.hpp"
#include "run/small_run.hpp"

namespace mlp {
namespace {

class StartFrom : public SmallRun {
 protected:
  void SetUp() override {
    SmallRun::SetUp();
    train_to("first", 0, {{"/training/epochs", "3"}});
  }
  const std::vector<Override> from_first = {{"/model/start_from", "first"}, {"/model/freeze", "[0]"}};
};

TEST_F(StartFrom, RecordsTheFileAndWhereItIs) {
  train_to("deep/second", 0, from_first);
  const auto config = nlohmann::json::parse(file("deep/second", run_file::config));
  EXPECT_EQ(config.at("model").at("start_from"), "../../first");
  EXPECT_EQ(config.at("model").at("freeze"), nlohmann::json::array({0}));
  const auto data = nlohmann::json::parse(file("deep/second", run_file::manifest)).at("data");
  ASSERT_EQ(data.size(), 2u);
  EXPECT_EQ(data.at(1).at("path"), "../../first/model.safetensors");
  EXPECT_EQ(data.at(1).at("sha256").get<std::string>().size(), 64u);
}

TEST_F(StartFrom, AModelFileGivesTheSameBitsAsItsRun) {
  train_to("second", 0, from_first);
  std::vector<Override> from_file = from_first;
  from_file[0].value = "first/model.safetensors";
  train_to("third", 0, from_file);
  EXPECT_TRUE(file("second", run_file::model) == file("third", run_file::model));
}

TEST_F(StartFrom, GoesOnToTheSameBytes) {
  train_to("whole", 0, from_first);
  for (const Index step : {1, 7, 20}) {
    const std::string run = "stopped-" + std::to_string(step);
    train_to(run, step, from_first);
    resume(run, 3);
    expect_same_results(run, "whole");
  }
  // Killed before its first checkpoint.
  train_to("killed", 5, from_first);
  std::filesystem::remove(folder / "killed/checkpoint.safetensors");
  resume("killed");
  expect_same_results("killed", "whole");
}

TEST_F(StartFrom, IsReproducedUntilTheFileChanges) {
  train_to("second", 0, from_first);
  EXPECT_TRUE(reproduce_run(folder / "second", 2).identical);
  std::filesystem::remove_all(folder / "first");
  train_to("first", 0, {{"/training/epochs", "4"}});
  const Reproduction again = reproduce_run(folder / "second");
  EXPECT_FALSE(again.identical);
  EXPECT_TRUE(
      again.difference.starts_with("the files are not those of the run: ../first/model.safetensors: sha256 "))
      << again.difference;
  const std::string refusal = message_of<DataError>([&] { resume("second"); });
  EXPECT_NE(refusal.find("../first/model.safetensors: sha256 "), std::string::npos) << refusal;
}

TEST_F(StartFrom, NamesARunWithoutAModel) {
  train_to("stopped", 2);
  EXPECT_EQ(message_of<IoError>([&] {
              train_to("second", 0, {{"/model/start_from", "stopped"}});
            }),
            (folder / "stopped").string() +
                ": expected a run directory with a model for /model/start_from, got one without\n"
                "  hint: a training leaves its model when it ends; mlp resume goes on with one that did not");
  EXPECT_FALSE(std::filesystem::exists(folder / "second"));
}

}  // namespace
}  // namespace mlp
