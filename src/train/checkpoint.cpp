#include "train/checkpoint.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "mlp/base/error.hpp"
#include "mlp/base/version.hpp"
#include "mlp/model/model.hpp"
#include "model/parameter_tensors.hpp"
#include "train/health/health_state_json.hpp"

namespace mlp {
namespace {

constexpr std::string_view checkpoint_format = "mlp-checkpoint";
constexpr std::string_view parameters_prefix = "parameters.", best_prefix = "best.",
                           average_prefix = "average.";

std::string slot_prefix(int slot) { return "slot" + std::to_string(slot) + "."; }

// Infinity, the best value before any, is null: JSON has no word for it.
nlohmann::ordered_json best_json(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

double best_of(const nlohmann::json& json) {
  return json.is_null() ? std::numeric_limits<double>::infinity() : json.get<double>();
}

nlohmann::ordered_json to_json(const LbfgsState& lbfgs) {
  return {{"begun", lbfgs.begun},
          {"pairs", lbfgs.pairs},
          {"next", lbfgs.next},
          {"loss", lbfgs.loss},
          {"largest_gradient", lbfgs.largest_gradient},
          {"converged", lbfgs.converged}};
}

// Throws where the ring has not room for so many pairs.
LbfgsState lbfgs_of(const nlohmann::json& json, Index room) {
  const LbfgsState lbfgs{.begun = json.at("begun"),
                         .pairs = json.at("pairs"),
                         .next = json.at("next"),
                         .loss = json.at("loss"),
                         .largest_gradient = json.at("largest_gradient"),
                         .converged = json.at("converged")};
  if (lbfgs.pairs < 0 || lbfgs.pairs > room || lbfgs.next < 0 || lbfgs.next >= room)
    throw std::out_of_range("lbfgs");
  return lbfgs;
}

std::string counters_of(const TrainState& state, const ScoreSums::Gathered& running) {
  const Plateau& plateau = state.plateau;
  nlohmann::ordered_json counters{{"epoch", state.epoch},
                                  {"step", state.step},
                                  {"first_sample", state.first_sample},
                                  {"best_epoch", state.best_epoch},
                                  {"best_value", best_json(state.best_value)},
                                  {"plateau_best_value", best_json(plateau.best_value)},
                                  {"plateau_bad_epochs", plateau.bad_epochs},
                                  {"plateau_cooldown_left", plateau.cooldown_left},
                                  {"plateau_reductions", plateau.reductions},
                                  {"running_rows", running.rows},
                                  {"running_correct", running.correct}};
  if (state.lbfgs) counters["lbfgs"] = to_json(*state.lbfgs);
  if (!state.health.flow.empty()) counters["health"] = to_json(state.health);
  return counters.dump();
}

void add_kept_rows(const KeptRows& kept, std::vector<TensorView>& tensors) {
  if (kept.capacity() == 0) return;
  const Index values = kept.rows * kept.outputs;
  tensors.push_back({.name = "running.outputs",
                     .type = TensorType::f32,
                     .shape = {kept.rows, kept.outputs},
                     .bytes = bytes_of(kept.values.data(), values)});
  if (kept.classes > 0) {
    tensors.push_back({.name = "running.wanted",
                       .type = TensorType::i32,
                       .shape = {kept.rows},
                       .bytes = bytes_of(kept.wanted.data(), kept.rows)});
  } else {
    tensors.push_back({.name = "running.targets",
                       .type = TensorType::f32,
                       .shape = {kept.rows, kept.outputs},
                       .bytes = bytes_of(kept.targets.data(), values)});
  }
}

// REQUIRES: `rows` fit into the capacity.
void read_kept_rows(const SafetensorsFile& file, Index rows, KeptRows& kept) {
  if (kept.capacity() == 0) return;
  const auto take = [&](const char* name, TensorType type, const std::vector<Index>& shape, auto& to) {
    const TensorView& tensor = file.tensor(name, type, shape);
    std::memcpy(to.data(), tensor.bytes.data(), tensor.bytes.size());
  };
  take("running.outputs", TensorType::f32, {rows, kept.outputs}, kept.values);
  if (kept.classes > 0) {
    take("running.wanted", TensorType::i32, {rows}, kept.wanted);
  } else {
    take("running.targets", TensorType::f32, {rows, kept.outputs}, kept.targets);
  }
  kept.rows = rows;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const TrainState& state,
                      const ParameterLayout& layout, const CheckpointOrigin& origin) {
  const ScoreSums::Gathered running = state.running.gathered();
  std::vector<TensorView> tensors;
  const auto stripes = static_cast<Index>(running.stripes.size());
  tensors.push_back({.name = "running",
                     .type = TensorType::f64,
                     .shape = {stripes / StripedSum::stripe_count, StripedSum::stripe_count},
                     .bytes = bytes_of(running.stripes.data(), stripes)});
  if (!running.counts.empty()) {
    const auto counts = static_cast<Index>(running.counts.size());
    tensors.push_back({.name = "running.counts",
                       .type = TensorType::i64,
                       .shape = {counts / 3, 3},
                       .bytes = bytes_of(running.counts.data(), counts)});
  }
  add_kept_rows(state.running.kept(), tensors);
  add_parameter_tensors(parameters_prefix, layout, state.parameters.data(), tensors);
  for (int slot = 0; slot < state.slots.size() / layout.size; ++slot) {
    add_parameter_tensors(slot_prefix(slot), layout, state.slots.data() + slot * layout.size, tensors);
  }
  if (!state.averages.empty()) {
    add_parameter_tensors(average_prefix, layout, state.averages.data(), tensors);
  }
  if (state.best_epoch > 0) {
    add_parameter_tensors(best_prefix, layout, state.best_parameters.data(), tensors);
  }
  write_safetensors(path,
                    {{"format", std::string(checkpoint_format)},
                     {"arithmetic", std::to_string(arithmetic_number)},
                     {"version", std::string(version())},
                     {"state", counters_of(state, running)},
                     {"config", origin.config},
                     {"data", origin.data}},
                    tensors);
}

Checkpoint::Checkpoint(const std::filesystem::path& path) : path_(path), file_(path) {
  const auto metadata = [this](const std::string& key) {
    const auto found = file_.metadata().find(key);
    return found == file_.metadata().end() ? std::string() : found->second;
  };
  if (metadata("format") != checkpoint_format) {
    throw CorruptFile(path.string() + ": expected a checkpoint written by mlp, got another safetensors file");
  }
  if (metadata("arithmetic") != std::to_string(arithmetic_number)) {
    throw CorruptFile(
        path.string() + ": expected arithmetic number " + std::to_string(arithmetic_number) + ", got \"" +
            metadata("arithmetic") + "\"",
        "the checkpoint was written by mlp " + metadata("version") + "; this is " + std::string(version()));
  }
  origin_ = {.config = metadata("config"), .data = metadata("data")};
}

TrainState Checkpoint::state(const ParameterLayout& layout, int slots, const ScoreSums& running,
                             bool averaged) const {
  TrainState state;
  state.running = running;
  ScoreSums::Gathered gathered;
  try {
    const auto json = nlohmann::json::parse(file_.metadata().at("state"));
    const auto count = [&json](const char* key) {
      const auto value = json.at(key).get<std::int64_t>();
      if (value < 0) throw std::out_of_range(key);
      return static_cast<Index>(value);
    };
    state.epoch = count("epoch");
    state.step = count("step");
    state.first_sample = count("first_sample");
    state.best_epoch = count("best_epoch");
    state.best_value = best_of(json.at("best_value"));
    state.plateau = {.best_value = best_of(json.at("plateau_best_value")),
                     .bad_epochs = count("plateau_bad_epochs"),
                     .cooldown_left = count("plateau_cooldown_left"),
                     .reductions = count("plateau_reductions")};
    gathered.rows = count("running_rows");
    gathered.correct = count("running_correct");
    if (json.contains("health")) {
      std::vector<Index> units;  // of each layer
      for (const ParameterTensor& tensor : layout.tensors)
        if (tensor.is_weight) units.push_back(tensor.rows);
      state.health = health_state_of(json.at("health"), units);
    }
    if (json.contains("lbfgs")) state.lbfgs = lbfgs_of(json.at("lbfgs"), (slots - 1) / 2);
  } catch (const std::exception& error) {
    throw CorruptFile(path_.string() +
                      ": expected the counters of a training run, got none that can be read (" +
                      error.what() + ")");
  }
  const Index stripes = running.stripe_values();
  const TensorView& sums = file_.tensor("running", TensorType::f64,
                                        {stripes / StripedSum::stripe_count, StripedSum::stripe_count});
  gathered.stripes.resize(static_cast<std::size_t>(stripes));
  std::memcpy(gathered.stripes.data(), sums.bytes.data(), sums.bytes.size());
  if (running.count_values() > 0) {
    const TensorView& counts =
        file_.tensor("running.counts", TensorType::i64, {running.count_values() / 3, 3});
    gathered.counts.resize(static_cast<std::size_t>(running.count_values()));
    std::memcpy(gathered.counts.data(), counts.bytes.data(), counts.bytes.size());
  }
  state.running.restore(gathered);
  KeptRows& kept = state.running.kept();
  if (kept.capacity() > 0 && gathered.rows > kept.capacity()) {
    throw CorruptFile(path_.string() + ": expected at most the " + std::to_string(kept.capacity()) +
                      " rows of an epoch, got " + std::to_string(gathered.rows));
  }
  read_kept_rows(file_, gathered.rows, kept);

  state.parameters = FlatBuffer<float>(layout.size);
  copy_parameter_tensors(file_, parameters_prefix, layout, state.parameters.data());
  state.slots = FlatBuffer<float>(slots * layout.size);
  for (int slot = 0; slot < slots; ++slot) {
    copy_parameter_tensors(file_, slot_prefix(slot), layout, state.slots.data() + slot * layout.size);
  }
  if (averaged) {
    state.averages = FlatBuffer<float>(layout.size);
    copy_parameter_tensors(file_, average_prefix, layout, state.averages.data());
  }
  if (state.best_epoch > 0) {
    state.best_parameters = FlatBuffer<float>(layout.size);
    copy_parameter_tensors(file_, best_prefix, layout, state.best_parameters.data());
  }
  return state;
}

}  // namespace mlp
