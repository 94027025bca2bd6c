#include "mlp/base/available_threads.hpp"

#include <sched.h>

#include <cstdlib>

#include <gtest/gtest.h>

namespace mlp {
namespace {

// Ends with 0 where no more threads are available than CPUs are left, after giving up all but `kept`.
[[noreturn]] void count_threads_on(int kept) {
  cpu_set_t all, few;
  CPU_ZERO(&all);
  CPU_ZERO(&few);
  sched_getaffinity(0, sizeof all, &all);
  for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&few) < kept; ++cpu) {
    if (CPU_ISSET(cpu, &all)) CPU_SET(cpu, &few);
  }
  sched_setaffinity(0, sizeof few, &few);
  std::exit(available_threads() > CPU_COUNT(&few) || available_threads() < 1 ? 1 : 0);
}

TEST(AvailableThreads, AreNoMoreThanTheAffinityAllows) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // in a process of its own, which it narrows
  EXPECT_EXIT(count_threads_on(1), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(count_threads_on(2), testing::ExitedWithCode(0), "");
}

TEST(AvailableThreads, AreAtLeastOneAndAlwaysTheSame) {
  EXPECT_GE(available_threads(), 1);
  EXPECT_EQ(available_threads(), available_threads());
}

}  // namespace
}  // namespace mlp
