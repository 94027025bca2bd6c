#include "mlp/data/load.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "data/load_sources.hpp"
#include "data/number.hpp"
#include "data/split.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

namespace {

// The file that a message about a source names.
std::string main_file(const Source& source, const std::filesystem::path& folder) {
  struct Path {
    std::string operator()(const CsvSource& csv) const {
      return csv.path_list.empty() ? csv.path : csv.path_list.front();
    }
    std::string operator()(const IdxSource& idx) const { return idx.inputs; }
    std::string operator()(const NpySource& npy) const { return npy.inputs; }
    std::string operator()(const LibsvmSource& libsvm) const { return libsvm.path; }
    std::string operator()(const SyntheticSource&) const { return {}; }
    std::string operator()(const CustomSource& custom) const { return custom.path; }
  };
  const std::string path = std::visit(Path{}, source);
  if (path.empty()) return "the data source " + std::string(name_of(source));
  return (folder / path).lexically_normal().string();
}

// A held-out set that is read from a source of its own; none where it is absent or a fraction.
std::optional<Source> own_source(const std::optional<Holdout>& holdout) {
  if (!holdout) return std::nullopt;
  return std::visit(
      [](const auto& held) -> std::optional<Source> {
        if constexpr (std::is_constructible_v<Source, decltype(held)>) return held;
        return std::nullopt;
      },
      *holdout);
}

ColumnPlan plan_of(const Dataset& training, TargetKind target_kind) {
  return {.input_names = training.input_names,
          .target_names = training.target_names,
          .class_labels = training.class_labels,
          .target_kind = target_kind,
          .features = training.features,
          .columns = training.columns};
}

// A loss about classes would make a class of nearly every number.
void refuse_numbers_as_classes(const Dataset& dataset, const std::string& file) {
  constexpr Index certainly_classes = 10, rows_per_class = 4;
  const std::vector<std::string>& labels = dataset.class_labels;
  const Index count = std::ssize(labels);
  if (count <= certainly_classes || count * rows_per_class <= dataset.rows) return;
  const bool are_numbers = std::all_of(labels.begin(), labels.end(), [](const std::string& label) {
    return parse_number(label).problem == NumberProblem::none;
  });
  if (!are_numbers) return;
  throw ConfigError("/loss: expected a loss about numbers for the target of " + file +
                        ", got one about classes: " + std::to_string(count) + " different numbers in " +
                        std::to_string(dataset.rows) + " rows",
                    "mse, mae and huber are about numbers; where each number is a class, give it a letter");
}

class SplitLoader {
 public:
  SplitLoader(const DataConfig& config, TargetKind target_kind, const std::filesystem::path& folder,
              std::uint64_t seed)
      : folder_(folder), file_(main_file(config.train, folder)), seed_(config.split_seed.value_or(seed)) {
    ColumnPlan training_plan;
    training_plan.target_kind = target_kind;
    training_plan.settings = config.columns;
    training_plan.missing_markers = config.missing_markers;
    for (const auto* const holdout : {&config.test, &config.validation})
      for (const std::string& column : split_columns(*holdout)) training_plan.kept.push_back(column);
    splits_.train = read(config.train, training_plan);
    require_training_rows("rows to train on");
    refuse_numbers_as_classes(*splits_.train.dataset, file_);
    plan_ = plan_of(*splits_.train.dataset, target_kind);
  }

  // A source of its own fills `view` now, in the order of the config.
  void read_own(const std::optional<Holdout>& holdout, RowView& view) {
    const std::optional<Source> source = own_source(holdout);
    if (!source) return;
    view = read(*source, plan_);
    if (view.dataset->has_bytes() == splits_.train.dataset->has_bytes()) return;
    const auto kind = [](const RowView& rows) {
      return rows.dataset->has_bytes() ? "images of bytes" : "numbers";
    };
    throw DataError(main_file(*source, folder_) + ": expected " + kind(splits_.train) +
                    " as in training, got " + kind(view));
  }

  // A fraction is cut off what is left of the training rows.
  void cut(const std::optional<Holdout>& holdout, RowView& view, Purpose purpose, const std::string& name) {
    cut_holdout(holdout, splits_.train, view, purpose, seed_, name, file_);
  }

  void require_training_rows(const char* what) const {
    if (splits_.train.size() >= 2) return;
    throw DataError(file_ + ": expected at least 2 " + what + ", got " +
                    std::to_string(splits_.train.size()));
  }

  Splits& splits() { return splits_; }

 private:
  RowView read(const Source& source, const ColumnPlan& plan) {
    splits_.datasets.push_back(std::make_unique<Dataset>(read_source(source, plan, folder_, &splits_.files)));
    return all_rows(*splits_.datasets.back());
  }

  const std::filesystem::path& folder_;
  std::string file_;
  std::uint64_t seed_;
  ColumnPlan plan_;
  Splits splits_;
};

}  // namespace

Splits load_sources(const DataConfig& config, TargetKind target_kind, const std::filesystem::path& folder,
                    std::uint64_t seed) {
  SplitLoader loader(config, target_kind, folder, seed);
  loader.read_own(config.validation, loader.splits().validation);
  loader.read_own(config.test, loader.splits().test);
  return std::move(loader.splits());
}

Splits load_splits(const DataConfig& config, TargetKind target_kind, const std::filesystem::path& folder,
                   std::uint64_t seed) {
  SplitLoader loader(config, target_kind, folder, seed);
  Splits& splits = loader.splits();
  loader.read_own(config.validation, splits.validation);
  loader.read_own(config.test, splits.test);
  loader.cut(config.test, splits.test, Purpose::test_split, "test");
  loader.cut(config.validation, splits.validation, Purpose::validation_split, "validation");
  loader.require_training_rows("rows left to train on");
  return std::move(splits);
}

}  // namespace mlp
