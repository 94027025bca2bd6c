#include "mlp/run/sweep.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "base/tasks.hpp"
#include "io/atomic_file.hpp"
#include "mlp/base/available_threads.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/run/report.hpp"
#include "run/sweep/sweep_data.hpp"
#include "run/sweep/sweep_folder.hpp"
#include "run/sweep/sweep_page.hpp"
#include "run/sweep/sweep_table.hpp"
#include "run/sweep/sweep_training.hpp"

namespace mlp {
namespace {

// The wish of one, heard by trainings on many threads.
class SharedWish {
 public:
  explicit SharedWish(const std::function<Wish()>& wish) : wish_(wish) {}

  bool is_stop() {
    if (stopped_ || !wish_) return stopped_;
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (lock.owns_lock() && wish_() == Wish::stop) stopped_ = true;
    return stopped_;
  }

 private:
  const std::function<Wish()>& wish_;
  std::mutex mutex_;
  std::atomic<bool> stopped_ = false;
};

// A bracket on its way: who is left, and on which rung.
struct Climb {
  const Bracket& bracket;
  std::vector<Index> points;
  Index rung = 0;

  bool is_over() const { return rung == std::ssize(bracket.rungs); }
  const Rung& here() const { return bracket.rungs[static_cast<std::size_t>(rung)]; }
  bool is_last() const { return rung + 1 == std::ssize(bracket.rungs); }
};

struct PlannedTask {
  SweepTask task;
  Index epochs = 0;     // of its rung
  bool pauses = false;  // there are further rungs
};

class SweepRunner {
 public:
  SweepRunner(const std::filesystem::path& file, const SweepOptions& options)
      : options_(options),
        plan_(plan_sweep(file)),
        data_(holds_sweep(place()) ? nullptr : std::make_unique<SweepData>(plan_)),
        folder_(place(), plan_),
        wish_(options.wish) {
    folder_.check_manifest(plan_, data_ ? &data_->files() : nullptr);
    journal_.emplace(folder_.file(sweep_file::journal));
    for (const Bracket& bracket : plan_.brackets) {
      Climb climb{.bracket = bracket, .points = {}};
      for (Index i = 0; i < bracket.rungs.front().points; ++i)
        climb.points.push_back(bracket.first_point + i);
      climbs_.push_back(std::move(climb));
    }
  }

  SweepResult run() {
    while (true) {
      const std::vector<PlannedTask> tasks = open_tasks();
      if (!tasks.empty()) train_all(tasks);
      if (stopped_) return result();
      if (!promote()) break;
    }
    const DefaultFloatEnvironment environment;
    folder_.remove_states();
    return finish();
  }

 private:
  std::filesystem::path place() const {
    return options_.out.value_or(std::filesystem::path("sweeps") / plan_.sweep.name);
  }

  // Of this rung of every bracket, without those that the journal has; the longest first.
  std::vector<PlannedTask> open_tasks() const {
    std::vector<PlannedTask> tasks;
    for (const Climb& climb : climbs_) {
      if (climb.is_over()) continue;
      for (const Index point : climb.points) {
        for (Index seed = 0; seed < plan_.sweep.seeds; ++seed) {
          for (Index fold = 0; fold < std::max<Index>(1, plan_.sweep.folds); ++fold) {
            const SweepTask task{.point = point, .rung = climb.rung, .seed = seed, .fold = fold};
            if (!journal_->find(task)) tasks.push_back({task, climb.here().epochs, !climb.is_last()});
          }
        }
      }
    }
    std::stable_sort(tasks.begin(), tasks.end(),
                     [](const PlannedTask& a, const PlannedTask& b) { return a.epochs > b.epochs; });
    return tasks;
  }

  // As many as there will be if nothing more fails.
  Index planned() const {
    Index points = 0;
    for (const Climb& climb : climbs_) {
      Index left = std::ssize(climb.points);
      for (std::size_t rung = static_cast<std::size_t>(climb.rung); rung < climb.bracket.rungs.size();
           ++rung) {
        left = std::min(left, climb.bracket.rungs[rung].points);
        points += left;
      }
    }
    return ended_rungs_ + points * plan_.tasks_of_point();
  }

  void train_all(const std::vector<PlannedTask>& tasks) {
    if (!data_) {
      data_ = std::make_unique<SweepData>(plan_);
      folder_.check_manifest(plan_, &data_->files());
    }
    if (most_epochs(plan_.sweep.search)) folder_.make_states();
    run_tasks(std::ssize(tasks), options_.threads > 0 ? options_.threads : available_threads(),
              [&](Index number) { train_one(tasks[static_cast<std::size_t>(number)]); });
    stopped_ = wish_.is_stop();
  }

  void train_one(const PlannedTask& planned_task) {
    if (wish_.is_stop()) return;
    const SweepTask& task = planned_task.task;
    SweepTask before = task;
    --before.rung;
    const std::optional<SweepRecord> record = in_place(task, [&] {
      return train_task({.plan = plan_,
                         .rows = data_->of(task.point),
                         .task = task,
                         .pause_after = planned_task.pauses ? planned_task.epochs : 0,
                         .state = planned_task.pauses ? folder_.state_of(task) : std::filesystem::path(),
                         .earlier = task.rung > 0 ? folder_.state_of(before) : std::filesystem::path(),
                         .is_to_stop = [this] { return wish_.is_stop(); }});
    });
    if (!record) return;
    const std::lock_guard lock(mutex_);
    journal_->add(*record);
    if (!options_.on_training) return;
    options_.on_training({.ended = std::ssize(journal_->records()),
                          .planned = planned(),
                          .point = task.point,
                          .objective = record->objective,
                          .problem = record->problem});
  }

  // What goes wrong with the data of a point says which point it is.
  std::optional<SweepRecord> in_place(const SweepTask& task, const auto& training) const {
    try {
      return training();
    } catch (const Error& error) {
      std::string values;
      for (std::size_t p = 0; p < plan_.parameters.size(); ++p) {
        values += (p == 0 ? "" : ", ") + plan_.parameters[p] + "=" +
                  plan_.points[static_cast<std::size_t>(task.point)][p];
      }
      throw Error(error.code(),
                  "point " + std::to_string(task.point + 1) + " (" + values + "): " + error.what());
    }
  }

  // Who goes on to the next rung; false where no bracket has one.
  bool promote() {
    bool goes_on = false;
    for (Climb& climb : climbs_) {
      if (climb.is_over()) continue;
      ended_rungs_ += std::ssize(climb.points) * plan_.tasks_of_point();
      std::vector<std::optional<double>> losses;
      for (const Index point : climb.points) {
        losses.push_back(row_of(plan_, *journal_, point, climb.rung, 0).objective);
        if (losses.back() && plan_.larger_is_better) *losses.back() = -*losses.back();
      }
      ++climb.rung;
      if (climb.is_over()) {
        climb.points.clear();
        continue;
      }
      std::vector<Index> left;
      for (const std::size_t position : best_of(losses, climb.here().points))
        left.push_back(climb.points[position]);
      climb.points = std::move(left);
      goes_on = goes_on || !climb.points.empty();
    }
    return goes_on;
  }

  SweepResult result() const {
    return {.folder = folder_.path(),
            .objective = plan_.sweep.objective,
            .larger_is_better = plan_.larger_is_better,
            .parameters = plan_.parameters,
            .ended = std::ssize(journal_->records()),
            .planned = planned(),
            .interrupted = stopped_,
            .rows = {},
            .importances = {},
            .winner = {}};
  }

  SweepResult finish() const {
    SweepResult swept = result();
    swept.rows = ranked_rows(plan_, *journal_);
    swept.importances = importances_of(plan_, *journal_);
    if (swept.rows.front().objective) {
      const Config& best = plan_.configs[static_cast<std::size_t>(swept.rows.front().point)];
      swept.winner = folder_.file(sweep_file::winner);
      write_atomically(*swept.winner,
                       {to_json(with_paths_relative_to(best, plan_.config_folder, folder_.path()))});
    }
    write_report(folder_.file(sweep_file::page), sweep_page(plan_, swept));
    write_atomically(folder_.file(sweep_file::table), {table_csv(plan_, swept.rows)});
    return swept;
  }

  const SweepOptions& options_;
  const SweepPlan plan_;
  std::unique_ptr<SweepData> data_;  // none while nothing is to be trained
  const SweepFolder folder_;
  std::optional<SweepJournal> journal_;
  std::vector<Climb> climbs_;
  Index ended_rungs_ = 0;  // trainings of them
  SharedWish wish_;
  bool stopped_ = false;
  std::mutex mutex_;
};

}  // namespace

SweepResult run_sweep(const std::filesystem::path& file, const SweepOptions& options) {
  return SweepRunner(file, options).run();
}

}  // namespace mlp
