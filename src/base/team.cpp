#include "mlp/base/team.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "mlp/base/available_threads.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"

namespace mlp {
namespace {

// Some microseconds: longer than the imbalance between two threads of a step, shorter than what
// a busy machine would miss.
constexpr int spins_before_sleep = 4000;

void pause_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Returns once `word` is no longer `old`.
void wait_while(const std::atomic<unsigned>& word, unsigned old, int spins) {
  for (int i = 0; i < spins; ++i) {
    if (word.load(std::memory_order_acquire) != old) return;
    pause_briefly();
  }
  while (word.load(std::memory_order_acquire) == old) word.wait(old, std::memory_order_acquire);
}

// Leaves the work of a thread whose team has lost one to an exception.
struct TeamIsBroken {};

}  // namespace

struct Team::Shared {
  explicit Shared(int threads_wanted)
      : size(threads_wanted), active(size), spins(size <= available_threads() ? spins_before_sleep : 0) {}
  ~Shared() {
    stopping = true;
    start();
    for (std::thread& thread : threads) thread.join();
  }

  const int size;
  int active;  // of them, 1 or all
  const int spins;
  const std::function<void(int)>* work = nullptr;
  bool stopping = false;
  std::mutex failure_mutex;
  std::exception_ptr failure;
  std::vector<std::thread> threads;

  // Each on a cache line of its own: all threads write `arrived`, all watch the others.
  alignas(64) std::atomic<unsigned> started{0};   // counts calls of run()
  alignas(64) std::atomic<int> arrived{0};        // at the present barrier
  alignas(64) std::atomic<unsigned> released{0};  // counts barriers passed
  std::atomic<bool> broken{false};                // beside it: read together
  // The same for the end of run(), where those come too that did not reach the other barriers.
  alignas(64) std::atomic<int> ended{0};
  std::atomic<unsigned> ends{0};

  void barrier() {
    if (active == 1) return;
    // In this order: whoever reads a count from before the team broke is woken by its change.
    const unsigned generation = released.load(std::memory_order_acquire);
    if (broken.load(std::memory_order_acquire)) throw TeamIsBroken();
    if (arrived.fetch_add(1, std::memory_order_acq_rel) + 1 == size) {
      arrived.store(0, std::memory_order_relaxed);
      released.store(generation + 1, std::memory_order_release);
      released.notify_all();
    } else {
      wait_while(released, generation, spins);
      if (broken.load(std::memory_order_acquire)) throw TeamIsBroken();
    }
  }

  void break_up(std::exception_ptr cause) {
    const std::lock_guard lock(failure_mutex);
    if (failure) return;
    failure = std::move(cause);
    broken.store(true, std::memory_order_release);
    released.fetch_add(1, std::memory_order_acq_rel);
    released.notify_all();
  }

  void end() {
    const unsigned generation = ends.load(std::memory_order_relaxed);
    if (ended.fetch_add(1, std::memory_order_acq_rel) + 1 == size) {
      ended.store(0, std::memory_order_relaxed);
      ends.store(generation + 1, std::memory_order_release);
      ends.notify_all();
    } else {
      wait_while(ends, generation, spins);
    }
  }

  void take_part(int thread) {
    const DefaultFloatEnvironment environment;
    try {
      (*work)(thread);
    } catch (const TeamIsBroken&) {
      // Another thread's exception is the cause.
    } catch (...) {
      break_up(std::current_exception());
    }
    if (size > 1) end();
  }

  void serve(int thread) {
    for (unsigned seen = 0;; ++seen) {
      wait_while(started, seen, spins);
      if (stopping) return;
      take_part(thread);
    }
  }

  void start() {
    started.fetch_add(1, std::memory_order_release);
    started.notify_all();
  }
};

Team::Team(int threads) : shared_(std::make_unique<Shared>(threads)) {
  try {
    for (int thread = 1; thread < threads; ++thread) {
      shared_->threads.emplace_back([shared = shared_.get(), thread] { shared->serve(thread); });
    }
  } catch (const std::system_error&) {
    throw ConfigError("threads: expected to start " + std::to_string(threads) +
                          ", the system refused after " + std::to_string(shared_->threads.size() + 1),
                      "use fewer threads; more than " + std::to_string(available_threads()) +
                          " gain nothing on this machine");
  }
}

Team::~Team() = default;

int Team::size() const { return shared_->active; }

void Team::run(const std::function<void(int)>& work) {
  shared_->work = &work;
  shared_->failure = nullptr;
  shared_->broken.store(false, std::memory_order_relaxed);
  shared_->arrived.store(0, std::memory_order_relaxed);
  shared_->start();
  shared_->take_part(0);
  if (const std::exception_ptr failure = std::exchange(shared_->failure, nullptr))
    std::rethrow_exception(failure);
}

void Team::run_alone(const std::function<void(int)>& work) {
  const DefaultFloatEnvironment environment;
  shared_->active = 1;
  try {
    work(0);
  } catch (...) {
    shared_->active = shared_->size;
    throw;
  }
  shared_->active = shared_->size;
}

void Team::barrier() { shared_->barrier(); }

}  // namespace mlp
