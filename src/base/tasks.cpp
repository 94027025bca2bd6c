#include "base/tasks.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>

#include "mlp/base/team.hpp"

namespace mlp {

void run_tasks(Index count, int threads, const std::function<void(Index task)>& task) {
  if (count <= 0) return;
  std::atomic<Index> next = 0;
  std::atomic<bool> has_failed = false;
  std::mutex mutex;
  Index failed_task = count;
  std::exception_ptr failure;
  Team team(static_cast<int>(std::min<Index>(threads, count)));
  team.run([&](int) {
    while (!has_failed) {
      const Index mine = next.fetch_add(1);
      if (mine >= count) return;
      try {
        task(mine);
      } catch (...) {
        const std::lock_guard lock(mutex);
        has_failed = true;
        if (mine < failed_task) {
          failed_task = mine;
          failure = std::current_exception();
        }
      }
    }
  });
  if (failure) std::rethrow_exception(failure);
}

}  // namespace mlp
