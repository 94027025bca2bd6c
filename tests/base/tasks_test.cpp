// Tasks shared by threads: each once, the first failure told.
#include "base/tasks.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace mlp {
namespace {

TEST(RunTasks, RunsEachTaskOnceForAnyNumberOfThreads) {
  for (const int threads : {1, 2, 5, 40}) {
    std::vector<std::atomic<int>> runs(17);
    run_tasks(17, threads, [&](Index task) { ++runs[static_cast<std::size_t>(task)]; });
    for (const auto& count : runs) EXPECT_EQ(count, 1);
  }
}

TEST(RunTasks, DoesNothingWithoutTasks) {
  run_tasks(0, 3, [](Index) { FAIL(); });
}

TEST(RunTasks, ThrowsTheFailureOfTheFirstTaskAndBeginsNoFurtherOne) {
  std::atomic<int> begun = 0;
  try {
    run_tasks(1000, 1, [&](Index task) {
      ++begun;
      if (task == 3) throw std::runtime_error("task 3");
    });
    FAIL() << "no exception";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "task 3");
  }
  EXPECT_EQ(begun, 4);
}

}  // namespace
}  // namespace mlp
