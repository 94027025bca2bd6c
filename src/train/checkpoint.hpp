// The state of a training run as a file, so that it can go on as if nothing had happened.
//
//   tensors    parameters.layers.0.weight, …  slot0.layers.0.weight, …  best.layers.0.weight, …
//              running (sums, 64), running.counts (classes, 3): this epoch's, see ScoreSums::Gathered
//              running.outputs, running.wanted or running.targets: this epoch's rows, see KeptRows
//              (all but `running` only where a metric asks for them)
//   metadata   format "mlp-checkpoint", arithmetic, version, state (JSON: counters and the best value; of
//              lbfgs also what LbfgsState has, and what HealthState has where the network is examined),
//              config (the resolved config), data (JSON: name and SHA-256 of each file)
//
// Equal states give equal bytes: no clock, no machine, no thread count is in it.
#pragma once

#include <filesystem>
#include <string>

#include "io/safetensors.hpp"
#include "mlp/nn/architecture.hpp"
#include "train/state.hpp"

namespace mlp {

// What a checkpoint says about the run it belongs to.
struct CheckpointOrigin {
  std::string config;  // JSON text
  std::string data;    // JSON text
};

// Writes atomically: until the new file is safe, the old one stands.  Throws IoError.
void write_checkpoint(const std::filesystem::path& path, const TrainState& state,
                      const ParameterLayout& layout, const CheckpointOrigin& origin);

// A checkpoint that was read and found whole.
class Checkpoint {
 public:
  // Throws IoError when it cannot be read, CorruptFile when it is damaged or no checkpoint of this
  // arithmetic.
  explicit Checkpoint(const std::filesystem::path& path);

  const CheckpointOrigin& origin() const { return origin_; }
  // Throws CorruptFile when the tensors are not those of `layout` with `slots` optimizer slots.
  // `running` is an empty sum for the run's targets and metrics; `averaged`: there are moving averages too.
  TrainState state(const ParameterLayout& layout, int slots, const ScoreSums& running,
                   bool averaged = false) const;

 private:
  std::filesystem::path path_;
  SafetensorsFile file_;
  CheckpointOrigin origin_;
};

}  // namespace mlp
