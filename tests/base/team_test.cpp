#include "mlp/base/team.hpp"

#include <sys/resource.h>

#include <atomic>
#include <cfenv>
#include <cstdint>
#include <fstream>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/hostile_float_environment.hpp"
#include "mlp/base/error.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MLP_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MLP_SANITIZED 1
#endif
#endif

namespace mlp {
namespace {

class TeamOf : public testing::TestWithParam<int> {};

TEST_P(TeamOf, RunsEveryNumberOnceOnAThreadOfItsOwn) {
  Team team(GetParam());
  EXPECT_EQ(team.size(), GetParam());
  std::mutex mutex;
  std::multiset<int> numbers;
  std::set<std::thread::id> threads;
  team.run([&](int thread) {
    const std::lock_guard lock(mutex);
    numbers.insert(thread);
    threads.insert(std::this_thread::get_id());
    if (thread == 0) threads.insert(std::this_thread::get_id());
  });
  std::multiset<int> expected;
  for (int thread = 0; thread < GetParam(); ++thread) expected.insert(thread);
  EXPECT_EQ(numbers, expected);
  EXPECT_EQ(threads.size(), numbers.size());
}

TEST_P(TeamOf, RunsTheCallerAsThreadZero) {
  Team team(GetParam());
  const std::thread::id caller = std::this_thread::get_id();
  std::thread::id zero;
  team.run([&](int thread) {
    if (thread == 0) zero = std::this_thread::get_id();
  });
  EXPECT_EQ(zero, caller);
}

// Plain memory, no atomics: only barriers stand between a thread's write and the others' reads.  Where there
// are more threads than CPUs a barrier waits for the scheduler, so more threads take fewer rounds.
TEST_P(TeamOf, SeesAfterABarrierAllThatWasWrittenBefore) {
  Team team(GetParam());
  const std::int64_t rounds = 20'000 / (GetParam() * GetParam());
  std::vector<std::int64_t> written(static_cast<std::size_t>(GetParam()));
  std::vector<std::int64_t> wrong(written.size());
  team.run([&](int thread) {
    const auto own = static_cast<std::size_t>(thread);
    for (std::int64_t round = 1; round <= rounds; ++round) {
      written[own] = round * (thread + 1);
      team.barrier();
      const std::int64_t sum = std::accumulate(written.begin(), written.end(), std::int64_t{0});
      if (sum != round * GetParam() * (GetParam() + 1) / 2) ++wrong[own];
      team.barrier();
    }
  });
  EXPECT_EQ(wrong, std::vector<std::int64_t>(written.size()));
}

TEST_P(TeamOf, SeesAfterARunAllThatItWrote) {
  Team team(GetParam());
  std::vector<int> counts(static_cast<std::size_t>(GetParam()));
  for (int time = 1; time <= 3000; ++time) {
    team.run([&](int thread) { ++counts[static_cast<std::size_t>(thread)]; });
    for (const int count : counts) ASSERT_EQ(count, time);
  }
}

TEST_P(TeamOf, ThrowsAgainWhatAnyThreadThrew) {
  Team team(GetParam());
  for (int thrower = 0; thrower < GetParam(); ++thrower) {
    std::atomic<int> returned = 0;
    try {
      team.run([&](int thread) {
        if (thread == thrower) throw Diverged("thread " + std::to_string(thread));
        ++returned;
      });
      FAIL();
    } catch (const Diverged& error) {
      EXPECT_EQ(std::string(error.what()), "thread " + std::to_string(thrower));
    }
    EXPECT_EQ(returned, GetParam() - 1);  // the others were not cut short
  }
}

TEST_P(TeamOf, ThrowsAgainWhileTheOthersWaitAtABarrier) {
  Team team(GetParam());
  for (int thrower = 0; thrower < GetParam(); ++thrower) {
    for (int round = 0; round < 2; ++round) {
      std::atomic<int> passed{0};
      try {
        team.run([&](int thread) {
          team.barrier();
          if (thread == thrower) throw Diverged("thread " + std::to_string(thread));
          team.barrier();
          ++passed;
        });
        FAIL() << "nothing was thrown";
      } catch (const Diverged& error) {
        EXPECT_EQ(std::string(error.what()), "thread " + std::to_string(thrower));
      }
      EXPECT_EQ(passed, 0) << "nobody passes a barrier that not all can reach";
      team.run([&](int) {
        team.barrier();
        ++passed;
        team.barrier();
      });
      EXPECT_EQ(passed, GetParam());
    }
  }
}

TEST_P(TeamOf, ThrowsOnceAndWorksAfterwards) {
  Team team(GetParam());
  for (int time = 0; time < 100; ++time) {
    EXPECT_THROW(team.run([](int) { throw std::runtime_error("everyone"); }), std::runtime_error);
    std::atomic<int> count = 0;
    EXPECT_NO_THROW(team.run([&](int) {
      team.barrier();
      ++count;
    }));
    EXPECT_EQ(count, GetParam());
  }
}

TEST_P(TeamOf, LetsTheCallerWorkAlone) {
  Team team(GetParam());
  for (int time = 0; time < 3; ++time) {
    int calls = 0;
    team.run_alone([&](int thread) {
      EXPECT_EQ(thread, 0);
      EXPECT_EQ(team.size(), 1);
      team.barrier();  // open
      ++calls;
    });
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(team.size(), GetParam());
    EXPECT_THROW(team.run_alone([](int) { throw std::runtime_error("alone"); }), std::runtime_error);
    std::atomic<int> count = 0;
    team.run([&](int) {
      team.barrier();
      ++count;
    });
    EXPECT_EQ(count, GetParam());
  }
}

TEST_P(TeamOf, ComputesInTheDefaultEnvironmentWhateverTheCallersIs) {
  Team team(GetParam());
  for (const HostileMode mode : hostile_modes()) {
    const HostileFloatEnvironment hostile(mode);
    const FloatControl before = float_control();
    // A team started under it inherits it: new threads begin with their maker's environment.
    Team other(GetParam());
    for (Team* one : {&team, &other}) {
      std::atomic<int> by_default = 0;
      one->run([&](int) { by_default += computes_by_default() ? 1 : 0; });
      EXPECT_EQ(by_default, GetParam());
      EXPECT_EQ(float_control(), before);
      EXPECT_THROW(one->run([](int) { throw std::runtime_error("restore all the same"); }),
                   std::runtime_error);
      EXPECT_EQ(float_control(), before);
    }
  }
}

TEST_P(TeamOf, DoesNotKeepAnEnvironmentThatTheWorkSets) {
  Team team(GetParam());
  const FloatControl before = float_control();
  team.run([](int) { std::fesetround(FE_DOWNWARD); });
  EXPECT_EQ(float_control(), before);
  std::atomic<int> by_default = 0;
  team.run([&](int) { by_default += computes_by_default() ? 1 : 0; });
  EXPECT_EQ(by_default, GetParam());
}

TEST_P(TeamOf, MayEndWithoutHavingRun) {
  for (int time = 0; time < 50; ++time) const Team team(GetParam());
}

TEST_P(TeamOf, MayWorkBesideAnother) {
  Team outer(2);
  std::atomic<int> count = 0;
  outer.run([&](int) {
    Team inner(GetParam());
    for (int time = 0; time < 20; ++time) inner.run([&](int) { ++count; });
  });
  EXPECT_EQ(count, 2 * 20 * GetParam());
}

INSTANTIATE_TEST_SUITE_P(Threads, TeamOf, testing::Range(1, 9),
                         [](const testing::TestParamInfo<int>& test) { return std::to_string(test.param); });

// In a process of their own: they change what it may do.
class TeamInItsOwnProcess : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

// Pages of this process, times the size of a page.
rlim_t address_space_in_use() {
  rlim_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * 4096;
}

[[noreturn]] void ask_for_more_threads_than_fit() {
  // A stack is 8 MiB by default; so a few threads fit, hundreds do not.
  const rlim_t room = address_space_in_use() + (rlim_t{64} << 20);
  const rlimit limit{.rlim_cur = room, .rlim_max = room};
  if (setrlimit(RLIMIT_AS, &limit) != 0) std::exit(10);
  try {
    const Team team(400);
  } catch (const ConfigError& error) {
    const std::string message = error.what();
    const bool is_right =
        message.rfind("threads: expected to start 400, the system refused after ", 0) == 0 &&
        message.find("\n  hint: use fewer threads; more than ") != std::string::npos;
    std::exit(is_right ? 0 : 11);
  }
  std::exit(12);
}

TEST_F(TeamInItsOwnProcess, SaysSoWhenTheSystemRefusesAThread) {
#if defined(MLP_SANITIZED)
  GTEST_SKIP() << "a sanitizer needs more address space than the limit leaves";
#endif
  EXPECT_EXIT(ask_for_more_threads_than_fit(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace mlp
