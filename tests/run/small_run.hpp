// A run of a hundred steps or more in a folder of its own: early stopping that brings back older
// weights, a cosine schedule with a warm-up, momentum, a last batch that is not full.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "io/temporary_folder.hpp"
#include "mlp/base/random.hpp"
#include "mlp/run/training_run.hpp"
#include "run/run_directory.hpp"

namespace mlp {

class SmallRun : public testing::Test {
 protected:
  void SetUp() override {
    std::string rows = "a,b,c\n";
    for (std::uint32_t row = 0; row < 60; ++row) {
      const auto drawn = [&](std::uint32_t column) {
        return static_cast<int>(draw_word(5, {.purpose = Purpose::noise, .sample = row}, column) % 100);
      };
      const int a = drawn(0), b = drawn(1);
      rows += std::to_string(a) + "," + std::to_string(b) + "," + std::to_string(a - b + drawn(2)) + "\n";
    }
    folder.write("rows.csv", rows);
    folder.write("config.json", R"({
  "data": {
    "train": {"type": "csv", "path": "rows.csv", "target": "c"},
    "preprocess": {"targets": "standardize"},
    "validation": {"fraction": 0.3}
  },
  "model": {"hidden": [{"units": 6, "activation": "tanh"}]},
  "loss": "mse",
  "optimizer": {"type": "sgd", "learning_rate": 0.002, "momentum": 0.9},
  "schedule": {"type": "cosine", "warmup_epochs": 1.5},
  "metrics": ["rmse", "r2", "mape", "max_error"],
  "training": {
    "epochs": 40,
    "batch_size": 9,
    "early_stopping": {"patience": 9},
    "checkpoint": {"every_seconds": 0}
  }
})");
  }

  // `stop_after` steps of this training, or all; then the directory says where it stopped.
  RunResult train_to(const std::string& out, Index stop_after = 0,
                     const std::vector<Override>& overrides = {}) {
    const Config config = load_config(folder / "config.json", overrides);
    const Splits splits = load_splits(config.data, target_kind(config.recipe.loss), folder.path(), 1);
    return train_run(config, folder.path(), splits, options(stop_after, folder / out));
  }
  RunResult resume(const std::string& run, int threads = 1, Index stop_after = 0,
                   const std::vector<Override>& overrides = {}) {
    RunOptions how = options(stop_after, std::nullopt);
    how.threads = threads;
    return resume_run(open_run(folder / run, overrides), how);
  }

  std::string file(const std::string& run, std::string_view name) const {
    return folder.read(run + "/" + std::string(name));
  }
  // What an interruption must not change.
  void expect_same_results(const std::string& run, const std::string& expected) const {
    for (const std::string_view name :
         {run_file::model, run_file::checkpoint, run_file::metrics, run_file::health, run_file::config}) {
      EXPECT_TRUE(file(run, name) == file(expected, name)) << run << "/" << name;
    }
  }
  void copy_run(const std::string& from, const std::string& to) const {
    std::filesystem::copy(folder / from, folder / to);
  }
  // Replaces `before`, which occurs once, in a file of the folder.
  void edit(const std::string& name, const std::string& before, const std::string& after) const {
    std::string text = folder.read(name);
    const std::size_t at = text.find(before);
    ASSERT_NE(at, std::string::npos) << before;
    ASSERT_EQ(text.find(before, at + 1), std::string::npos) << before;
    folder.write(name, text.replace(at, before.size(), after));
  }

  TemporaryFolder folder{TemporaryFolder::in_memory()};

 private:
  static RunOptions options(Index stop_after, std::optional<std::filesystem::path> out) {
    return {.out = std::move(out),
            .replace = false,
            .threads = 1,
            .observer = nullptr,
            .wish = [left = stop_after]() mutable { return --left == 0 ? Wish::stop : Wish::go_on; },
            .command_line = {}};
  }
};

}  // namespace mlp
