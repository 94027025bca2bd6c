// Training on batches as they come: from a queue, a simulation, a sensor.
//
//   mlp::StreamTrainer trainer(recipe, mlp::all_rows(some));   // some rows like those to come
//   while (…) trainer.fit_some(inputs, labels);                // one step each
//   trainer.model().save("model.safetensors");
//
// A step is one of train(): the same batches in the same order give the same bits, on any number of threads.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/matrix_view.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/data/source.hpp"
#include "mlp/model/model.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

struct StreamOptions {
  PreprocessConfig preprocess = {};  // inputs absent: standardize
  int threads = 0;                   // 0: chosen by the size of the work
  // The model that recipe.model.start_from names.
  const Model* start_from = nullptr;
  // How many batches a schedule counts as an epoch.  It ends after recipe.training.epochs of them; from then
  // on the rate of its last step stays.  0: there are no epochs, and the recipe's rate must be constant.
  Index steps_per_epoch = 0;
};

class MLP_API StreamTrainer {
 public:
  // `like`: rows as they will come, with a target of every class.  Sizes, labels and the scaling are taken
  // from them; they are not trained on, and not needed afterwards.
  // Throws what train() does; ConfigError also for what needs an end (lbfgs, early_stopping,
  // reduce_on_plateau), for balanced sampling, for a rate that changes without options.steps_per_epoch, and
  // for a start_from without options.start_from; DataError also for images of bytes.
  StreamTrainer(const Recipe& recipe, const RowView& like, const StreamOptions& options = {});
  ~StreamTrainer();
  StreamTrainer(StreamTrainer&&) noexcept;
  StreamTrainer& operator=(StreamTrainer&&) noexcept;

  // One step on features × samples, raw units, columns of categories as Model::predict() takes them; at most
  // recipe.training.batch_size (default 32) samples, with a label, or a column of numbers, for each.  Returns
  // the mean loss before the step.  Throws DataError where they do not fit, Diverged where the loss is not
  // finite; then no step is taken.
  double fit_some(ConstMatrixView inputs, const std::vector<int>& labels);
  double fit_some(ConstMatrixView inputs, const std::vector<std::string>& labels);
  double fit_some(ConstMatrixView inputs, ConstMatrixView targets);

  // Taken so far.
  Index steps() const;

  // As it is now: the parameters, or their average where the recipe has one.  Stays valid and changes at the
  // next call; copy it to keep it.
  const Model& model();

  // All that training keeps, so that another StreamTrainer of the same recipe and `like` goes on to the same
  // bits.  save_checkpoint() throws Diverged or IoError; load_checkpoint() IoError, CorruptFile, and
  // ConfigError where the recipe is another.
  void save_checkpoint(const std::filesystem::path& path) const;
  void load_checkpoint(const std::filesystem::path& path);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mlp
