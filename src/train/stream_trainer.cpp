#include "mlp/train/stream_trainer.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "data/message.hpp"
#include "data/number.hpp"
#include "data/row_encoder.hpp"
#include "io/field_writer.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/base/team.hpp"
#include "model/inference.hpp"
#include "model/network_inputs.hpp"
#include "nn/initialisation.hpp"
#include "train/checkpoint.hpp"
#include "train/divergence.hpp"
#include "train/learning_rate.hpp"
#include "train/pictures.hpp"
#include "train/starting_point.hpp"
#include "train/stepper.hpp"
#include "train/threads.hpp"
#include "train/untrained_model.hpp"

namespace mlp {
namespace {

[[noreturn]] void refuse(const std::string& pointer, const std::string& got) {
  throw ConfigError(pointer + ": expected none in a stream, got " + got,
                    "a stream has no end and no validation rows to look at; train() has");
}

[[noreturn]] void refuse_sampling(const Sampling& sampling) {
  throw ConfigError(
      "/training/sampling: expected each_row in a stream, got " + std::string(name_of(sampling)),
      "a stream's batches are taken as they come; give it as many rows of each class, or use train()");
}

Recipe checked(const Recipe& recipe, const RowView& like, const StreamOptions& options) {
  if (!like.dataset || like.size() == 0)
    throw DataError("rows like those of the stream: expected some, got none");
  if (like.dataset->has_bytes())
    throw DataError("rows like those of the stream: expected numbers, got images of bytes");
  if (recipe.training.early_stopping) refuse("/training/early_stopping", "some");
  if (!std::holds_alternative<EachRowOnce>(recipe.training.sampling))
    refuse_sampling(recipe.training.sampling);
  const bool watches = std::holds_alternative<ReduceOnPlateau>(recipe.schedule);
  if (watches || is_full_batch(recipe.optimizer))
    refuse(watches ? "/schedule" : "/optimizer",
           std::string(watches ? name_of(recipe.schedule) : name_of(recipe.optimizer)));
  const Recipe complete = resolved(recipe, false);
  const bool moves = !std::holds_alternative<ConstantRate>(complete.schedule) ||
                     std::get<ConstantRate>(complete.schedule).warmup_epochs > 0.0;
  if (moves && options.steps_per_epoch < 1) {
    throw ConfigError("/schedule: expected a constant rate in a stream without epochs, got " +
                          std::string(name_of(complete.schedule)),
                      "StreamOptions::steps_per_epoch says how many batches the schedule takes for an epoch");
  }
  if (complete.model.start_from && !options.start_from) {
    throw ConfigError("/model/start_from: expected the model in StreamOptions::start_from, got only its name",
                      "read it with Model::load");
  }
  return complete;
}

// Room for a batch as the network reads it, with targets as `like` has them.
Dataset empty_batch(const Dataset& like, Index features, Index rows) {
  Dataset batch;
  batch.rows = rows;
  batch.features = features;
  batch.values = FlatBuffer<float>(rows * features);
  if (like.classes.empty()) {
    batch.outputs = like.outputs;
    batch.numbers = FlatBuffer<float>(rows * like.outputs);
  } else {
    batch.classes.resize(static_cast<std::size_t>(rows));
  }
  return batch;
}

constexpr char began_with[] = ", as in the rows that the stream began with";

// `noun`: what a row of the matrix is.
void check_rows(ConstMatrixView matrix, Index expected, const std::string& what, const char* noun) {
  if (matrix.rows == expected) return;
  throw DataError(what + ": expected " + counted(expected, noun) + began_with + ", got " +
                  std::to_string(matrix.rows));
}

// Copies a matrix whose columns are the rows of `to`.
void copy_matrix(ConstMatrixView matrix, const std::string& what, float* to) {
  for (Index sample = 0; sample < matrix.columns; ++sample) {
    for (Index row = 0; row < matrix.rows; ++row) {
      const float given = matrix.data[sample * matrix.stride + row];
      const std::optional<float> value = finite_float(given);
      if (!value)
        throw DataError(what + "(" + std::to_string(row) + ", " + std::to_string(sample) +
                        "): expected a finite number, got " + number_text(given));
      to[sample * matrix.rows + row] = *value;
    }
  }
}

}  // namespace

struct StreamTrainer::State {
  State(const Recipe& given, const RowView& like, const StreamOptions& options)
      : recipe(checked(given, like, options)),
        model(untrained_model(recipe, like, options.preprocess, options.start_from)),
        network(model.architecture, model.loss, recipe.model.freeze, recipe.training.mixup,
                augmentation_of(recipe.training.augmentation, model, *like.dataset)),
        batch_size(*recipe.training.batch_size),
        length{.steps_per_epoch = std::max<Index>(1, options.steps_per_epoch),
               .epochs = recipe.training.epochs},
        team(options.threads > 0 ? options.threads : training_threads(network, batch_size)),
        network_inputs(model, batch_size),
        target_encoder(model.target_columns),
        batch(empty_batch(*like.dataset, model.architecture.inputs(), batch_size)),
        stepper(network, recipe.optimizer, source(), batch_size, team, update_plan(recipe)),
        rows(static_cast<std::size_t>(batch_size)) {
    std::iota(rows.begin(), rows.end(), 0);
    for (std::size_t k = 0; k < model.class_labels.size(); ++k)
      classes.emplace(model.class_labels[k], static_cast<std::int32_t>(k));
    training.parameters = initial_parameters(network, recipe.seed, team);
    if (options.start_from) {
      const Model& start = *options.start_from;
      inherit_parameters(model, start, inheritance(model, start, ""), training.parameters.data());
    }
    training.slots = FlatBuffer<float>(slot_count(recipe.optimizer) * network.layout.size);
    if (recipe.training.ema) training.averages = training.parameters;
  }

  Batch source() const {
    Batch all = batch_of(batch, model.input_scaling, model.target_scaling);
    all.seed = recipe.seed;
    return all;
  }

  void take_inputs(ConstMatrixView inputs, Index targets) {
    if (inputs.columns < 1 || inputs.columns > batch_size)
      throw DataError("inputs: expected 1 to " + std::to_string(batch_size) + " samples, got " +
                          std::to_string(inputs.columns),
                      "/training/batch_size is the most that come at once");
    if (targets != inputs.columns)
      throw DataError("targets: expected one for each of " + counted(inputs.columns, "sample") + ", got " +
                      std::to_string(targets));
    check_rows(inputs, model.input_columns(), "inputs", "feature");
    copy_matrix(network_inputs.of(inputs), "inputs", batch.values.data());
  }

  // Labels as texts, one by one.
  double fit_labels(ConstMatrixView inputs, std::size_t count, const auto& label) {
    if (batch.classes.empty())
      throw DataError(std::string("targets: expected numbers") + began_with + ", got labels");
    take_inputs(inputs, static_cast<Index>(count));
    for (std::size_t i = 0; i < count; ++i) {
      const auto found = classes.find(label(i));
      if (found == classes.end())
        throw DataError("labels[" + std::to_string(i) + "]: expected one of " + listed(model.class_labels) +
                        ", got " + in_quotes(label(i)));
      batch.classes[i] = found->second;
    }
    return step(inputs.columns);
  }

  double step(Index samples) {
    check_usable();
    const DefaultFloatEnvironment environment;
    double loss = 0.0;
    EpochStepper::Hooks hooks;
    hooks.learning_rate = [this](Index number) {
      return learning_rate(recipe.schedule, base_learning_rate(recipe.optimizer),
                           std::min(number, length.steps() - 1), length);
    };
    hooks.after_losses = [&](Index count) {
      for (Index i = 0; i < count; ++i) loss += stepper.workspace().losses[i];
    };
    hooks.after_step = [] { return true; };
    is_usable = false;
    const std::span<const std::int32_t> taken(rows.data(), static_cast<std::size_t>(samples));
    const EpochStepper::Outcome outcome = stepper.run(taken, training, hooks);
    is_usable = true;
    training.first_sample = 0;
    if (outcome == EpochStepper::Outcome::diverged)
      throw_diverged(network, divergence_of(network, stepper.workspace(), taken, training));
    training.epoch = training.step / length.steps_per_epoch;
    return loss / static_cast<double>(samples);
  }

  void check_usable() const {
    if (is_usable) return;
    throw Error(ErrorCode::internal,
                "the stream's training: expected whole parameters, got those of a step that failed halfway",
                "go on from a checkpoint, with load_checkpoint()");
  }

  std::string recipe_text() const {
    nlohmann::ordered_json json = write_fields(recipe);
    json["seed"] = recipe.seed;  // in a config it stands beside the recipe
    return json.dump();
  }

  const Recipe recipe;
  Model model;  // its parameters are brought up to date when asked for
  const Network network;
  const Index batch_size;
  const TrainingLength length;
  Team team;
  NetworkInputs network_inputs;
  const RowEncoder target_encoder;
  Dataset batch;  // the present one, encoded
  Stepper stepper;
  std::vector<std::int32_t> rows;  // 0, 1, …
  std::unordered_map<std::string, std::int32_t> classes;
  TrainState training;
  bool is_usable = true;
};

StreamTrainer::StreamTrainer(const Recipe& recipe, const RowView& like, const StreamOptions& options) {
  const DefaultFloatEnvironment environment;
  state_ = std::make_unique<State>(recipe, like, options);
}

StreamTrainer::~StreamTrainer() = default;
StreamTrainer::StreamTrainer(StreamTrainer&&) noexcept = default;
StreamTrainer& StreamTrainer::operator=(StreamTrainer&&) noexcept = default;

double StreamTrainer::fit_some(ConstMatrixView inputs, const std::vector<int>& labels) {
  return state_->fit_labels(inputs, labels.size(), [&](std::size_t i) { return std::to_string(labels[i]); });
}

double StreamTrainer::fit_some(ConstMatrixView inputs, const std::vector<std::string>& labels) {
  return state_->fit_labels(inputs, labels.size(), [&](std::size_t i) { return labels[i]; });
}

double StreamTrainer::fit_some(ConstMatrixView inputs, ConstMatrixView targets) {
  State& state = *state_;
  if (state.batch.numbers.empty())
    throw DataError(std::string("targets: expected labels") + began_with + ", got numbers");
  state.take_inputs(inputs, targets.columns);
  check_rows(targets, state.batch.outputs, "targets", "number");
  float* const numbers = state.batch.numbers.data();
  copy_matrix(targets, "targets", numbers);
  for (Index i = 0; state.target_encoder.columns() > 0 && i < targets.columns; ++i) {
    float* const row = numbers + i * targets.rows;
    std::ignore = state.target_encoder.encode(row, row);  // numbers without gaps: nothing is refused
  }
  return state.step(inputs.columns);
}

Index StreamTrainer::steps() const { return state_->training.step; }

const Model& StreamTrainer::model() {
  state_->check_usable();
  const TrainState& training = state_->training;
  state_->model.parameters = training.averages.empty() ? training.parameters : training.averages;
  return state_->model;
}

void StreamTrainer::save_checkpoint(const std::filesystem::path& path) const {
  state_->check_usable();
  check_finite(state_->training, state_->network.layout, state_->length);
  write_checkpoint(path, state_->training, state_->network.layout,
                   {.config = state_->recipe_text(), .data = "{}"});
}

void StreamTrainer::load_checkpoint(const std::filesystem::path& path) {
  const Checkpoint checkpoint(path);
  if (checkpoint.origin().config != state_->recipe_text()) {
    throw ConfigError(
        path.string() + ": expected a checkpoint of a stream with this recipe, got one of another",
        "make the StreamTrainer with the recipe that the checkpoint was saved with");
  }
  state_->training = checkpoint.state(state_->network.layout, slot_count(state_->recipe.optimizer),
                                      ScoreSums(), state_->recipe.training.ema.has_value());
  state_->is_usable = true;
}

}  // namespace mlp
