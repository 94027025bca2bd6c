#include "run/sweep/sweep_data.hpp"

#include "data/load_sources.hpp"
#include "data/split.hpp"
#include "io/field_writer.hpp"
#include "run/start_file.hpp"

namespace mlp {
namespace {

// What matters of a config when its sources are read: not what is cut off them, nor what becomes of the rows.
DataConfig as_read(DataConfig data, Index folds) {
  data.preprocess = {};
  data.decision_threshold.reset();
  data.split_seed = 0;
  for (auto* const holdout : {&data.validation, &data.test}) {
    if (!*holdout) continue;
    if (auto* const fraction = std::get_if<Fraction>(&**holdout)) {
      fraction->fraction = 0.5;
      fraction->stratify.reset();
    }
  }
  // Sources that nobody reads; columns that a cut asks for are no inputs, even where folds replace the cut.
  if (!is_cut_off(data.test)) data.test.reset();
  if (folds > 0 && !is_cut_off(data.validation)) data.validation.reset();
  return data;
}

std::string key_of(const Config& config, const DataConfig& data) {
  return write_fields(data).dump() + std::string(name_of(config.recipe.loss)) +
         config.recipe.model.start_from.value_or("");
}

}  // namespace

SweepData::SweepData(const SweepPlan& plan) {
  std::map<std::string, std::shared_ptr<const SweepRows>> known;
  for (const Config& config : plan.configs) {
    const DataConfig data = as_read(config.data, plan.sweep.folds);
    std::shared_ptr<const SweepRows>& rows = known[key_of(config, data)];
    if (!rows) {
      SweepRows read;
      read.whole =
          load_sources(data, target_kind(config.recipe.loss), plan.config_folder, config.recipe.seed);
      read.start = load_start(config, plan.config_folder, read.whole.files);
      files_.insert(files_.end(), read.whole.files.begin(), read.whole.files.end());
      rows = std::make_shared<const SweepRows>(std::move(read));
    }
    rows_.push_back(rows);
  }
}

}  // namespace mlp
