#include "train/profile.hpp"

#include <vector>

#include "kernels/peak.hpp"

namespace mlp {
namespace {

bool multiplies(Phase phase) {
  return phase == Phase::forward || phase == Phase::backward || phase == Phase::update;
}

class Collector {
 public:
  Collector(const Network& network, const Workspace& workspace, double samples)
      : network_(network), workspace_(workspace), samples_(samples) {}

  void add(Phase phase, Index l) {
    std::chrono::steady_clock::duration total{};
    for (const ThreadMemory& memory : workspace_.threads) total += memory.times->at(phase, l);
    if (total.count() == 0) return;
    const double seconds =
        std::chrono::duration<double>(total).count() / static_cast<double>(workspace_.threads.size());
    const Layer& layer = network_.layer(l);
    const double operations = multiplies(phase) ? 2.0 * static_cast<double>(layer.inputs * layer.units) : 0.0;
    entries_.push_back({phase, l, seconds, operations * samples_});
  }
  std::vector<ProfileEntry> take() { return std::move(entries_); }

 private:
  const Network& network_;
  const Workspace& workspace_;
  const double samples_;
  std::vector<ProfileEntry> entries_;
};

}  // namespace

std::optional<Profile> profile_of(const Network& network, const Workspace& workspace,
                                  const ProfiledSteps& trained) {
  if (!workspace.threads.front().times) return std::nullopt;
  const Index layers = network.layer_count();
  Collector collector(network, workspace, trained.samples);
  collector.add(Phase::gather, 0);
  for (Index l = 0; l < layers; ++l) {
    collector.add(Phase::forward, l);
    collector.add(Phase::activate, l);
    collector.add(Phase::loss, l);
  }
  for (Index l = layers - 1; l > 0; --l) {
    collector.add(Phase::backward, l);
    collector.add(Phase::slope, l - 1);
  }
  for (Index l = 0; l < layers; ++l) collector.add(Phase::update, l);
  collector.add(Phase::wait, 0);
  return Profile{.entries = collector.take(),
                 .seconds = trained.seconds,
                 .steps = trained.steps,
                 .threads = static_cast<int>(workspace.threads.size()),
                 .peak_operations_per_second = kernels::peak_operations_per_second(0.02)};
}

}  // namespace mlp
