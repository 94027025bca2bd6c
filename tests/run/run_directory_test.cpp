// Where a run is kept: names that are free, and what is never removed.
#include "run/run_directory.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"
#include "run/report/page.hpp"

namespace mlp {
namespace {

namespace fs = std::filesystem;

class RunDirectory : public testing::Test {
 protected:
  // Names without --out start at the current folder.
  void SetUp() override { fs::current_path(folder.path()); }
  void TearDown() override { fs::current_path("/"); }

  TemporaryFolder folder;
};

TEST_F(RunDirectory, TakesTheFirstFreeNumber) {
  EXPECT_EQ(make_run_directory({.name = "iris", .out = {}}), "runs/iris");
  EXPECT_EQ(make_run_directory({.name = "iris", .out = {}}), "runs/iris-2");
  folder.write("runs/iris-3", "a file in the way");
  EXPECT_EQ(make_run_directory({.name = "iris", .out = {}}), "runs/iris-4");
}

TEST_F(RunDirectory, IsNeverSharedByTwo) {
  constexpr int count = 8;
  std::vector<fs::path> paths(count);
  std::vector<std::thread> threads;
  for (fs::path& path : paths) {
    threads.emplace_back([&path] { path = make_run_directory({.name = "same", .out = {}}); });
  }
  for (std::thread& thread : threads) thread.join();
  std::sort(paths.begin(), paths.end());
  EXPECT_EQ(std::unique(paths.begin(), paths.end()), paths.end());
}

TEST_F(RunDirectory, MakesTheFoldersAboveIt) {
  EXPECT_EQ(make_run_directory({.name = {}, .out = "a/b/c/"}), "a/b/c");
  EXPECT_TRUE(fs::is_directory("a/b/c"));
}

TEST_F(RunDirectory, ThatExistsIsRefused) {
  fs::create_directory("old");
  const std::string message =
      "old: expected a directory that does not exist yet, got one that does\n"
      "  hint: choose another --out, or add --force to replace the run in it";
  EXPECT_EQ(message_of<ConfigError>([] { check_free({.name = {}, .out = "old"}); }), message);
  EXPECT_EQ(message_of<ConfigError>([] { make_run_directory({.name = {}, .out = "old"}); }), message);
}

TEST_F(RunDirectory, LosesOnlyTheFilesOfARunWhenReplaced) {
  fs::create_directories("old/mine");
  for (const std::string_view name : run_files) folder.write("old/" + std::string(name), "old");
  folder.write("old/report.html", std::string(report_page_text));
  folder.write("old/notes.txt", "mine");
  EXPECT_EQ(make_run_directory({.name = {}, .out = "old", .replace = true}), "old");
  for (const std::string_view name : run_files) EXPECT_FALSE(fs::exists(fs::path("old") / name)) << name;
  EXPECT_EQ(folder.read("old/notes.txt"), "mine");
  EXPECT_TRUE(fs::is_directory("old/mine"));
}

TEST_F(RunDirectory, NeverReplacesAFile) {
  folder.write("file", "mine");
  EXPECT_EQ(message_of<ConfigError>([] { make_run_directory({.name = {}, .out = "file", .replace = true}); }),
            "file: expected a directory to keep the run in, got a file\n"
            "  hint: choose another --out; --force replaces a run, never a file");
  EXPECT_EQ(folder.read("file"), "mine");
}

TEST_F(RunDirectory, IsNotReplacedWhereItsReportIsSomebodysOwnPage) {
  fs::create_directory("old");
  folder.write("old/config.json", "old");
  folder.write("old/report.html", "<!DOCTYPE html>\nmy own page");
  const RunPlace place = {.name = {}, .out = "old", .replace = true};
  const std::string message =
      "old/report.html: expected an earlier report, got something else\n"
      "  hint: choose another --out; --force replaces only what a run writes";
  EXPECT_EQ(message_of<ConfigError>([&] { check_free(place); }), message);
  EXPECT_EQ(message_of<ConfigError>([&] { make_run_directory(place); }), message);
  EXPECT_EQ(folder.read("old/config.json"), "old");
  EXPECT_EQ(folder.read("old/report.html"), "<!DOCTYPE html>\nmy own page");
}

TEST_F(RunDirectory, NeverRemovesAFolderInTheRunsPlace) {
  fs::create_directories("old/config.json/mine");
  EXPECT_THROW(make_run_directory({.name = {}, .out = "old", .replace = true}), IoError);
  EXPECT_TRUE(fs::is_directory("old/config.json/mine"));
}

}  // namespace
}  // namespace mlp
