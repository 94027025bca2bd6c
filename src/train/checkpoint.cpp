#include "train/checkpoint.hpp"

#include <cmath>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "mlp/base/error.hpp"
#include "mlp/base/version.hpp"
#include "mlp/model/model.hpp"

namespace mlp {
namespace {

constexpr std::string_view format_name = "mlp-checkpoint";

template <typename T>
std::string_view bytes_of(const T* values, Index count) {
  return {reinterpret_cast<const char*>(values), static_cast<std::size_t>(count) * sizeof(T)};
}

std::vector<Index> shape_of(const ParameterTensor& tensor) {
  return tensor.is_weight ? std::vector{tensor.rows, tensor.columns} : std::vector{tensor.rows};
}

// One buffer that is laid out like the parameters, tensor by tensor.
void add_buffer(const std::string& prefix, const float* buffer, const ParameterLayout& layout,
                std::vector<TensorView>& tensors) {
  for (const ParameterTensor& tensor : layout.tensors) {
    tensors.push_back({.name = prefix + "." + tensor.name,
                       .type = TensorType::f32,
                       .shape = shape_of(tensor),
                       .bytes = bytes_of(buffer + tensor.offset, tensor.size())});
  }
}

void take_buffer(const SafetensorsFile& file, const std::string& prefix, const ParameterLayout& layout,
                 float* buffer) {
  for (const ParameterTensor& tensor : layout.tensors) {
    const TensorView& view = file.tensor(prefix + "." + tensor.name, TensorType::f32, shape_of(tensor));
    std::memcpy(buffer + tensor.offset, view.bytes.data(), view.bytes.size());
  }
}

std::string slot_name(int slot) { return "slot" + std::to_string(slot); }

// The counters.  Infinity, the best value before any, is null: JSON has no word for it.
std::string counters_of(const TrainState& state, const ScoreSums::Gathered& running) {
  nlohmann::ordered_json json{{"epoch", state.epoch},
                              {"step", state.step},
                              {"first_sample", state.first_sample},
                              {"best_epoch", state.best_epoch},
                              {"best_value", nullptr},
                              {"running_rows", running.rows},
                              {"running_correct", running.correct}};
  if (std::isfinite(state.best_value)) json["best_value"] = state.best_value;
  return json.dump();
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
  add_buffer("parameters", state.parameters.data(), layout, tensors);
  for (int slot = 0; slot < state.slots.size() / layout.size; ++slot) {
    add_buffer(slot_name(slot), state.slots.data() + slot * layout.size, layout, tensors);
  }
  if (state.best_epoch > 0) add_buffer("best", state.best_parameters.data(), layout, tensors);
  write_safetensors(path,
                    {{"format", std::string(format_name)},
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
  if (metadata("format") != format_name) {
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

TrainState Checkpoint::state(const ParameterLayout& layout, int slots, const ScoreSums& running) const {
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
    if (!json.at("best_value").is_null()) state.best_value = json.at("best_value").get<double>();
    gathered.rows = count("running_rows");
    gathered.correct = count("running_correct");
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
  state.running.restore(gathered);

  state.parameters = FlatBuffer<float>(layout.size);
  take_buffer(file_, "parameters", layout, state.parameters.data());
  state.slots = FlatBuffer<float>(slots * layout.size);
  for (int slot = 0; slot < slots; ++slot) {
    take_buffer(file_, slot_name(slot), layout, state.slots.data() + slot * layout.size);
  }
  if (state.best_epoch > 0) {
    state.best_parameters = FlatBuffer<float>(layout.size);
    take_buffer(file_, "best", layout, state.best_parameters.data());
  }
  return state;
}

}  // namespace mlp
