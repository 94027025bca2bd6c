#include "train/threads.hpp"

#include <algorithm>

#include "mlp/base/available_threads.hpp"
#include "nn/batch.hpp"

namespace mlp {

// What a thread should have to do between two barriers to be worth waking: about 20 µs.
static constexpr double operations_per_thread = 4e6;

static int threads_for(double operations, Index samples) {
  const auto by_work = static_cast<Index>(std::min(operations / operations_per_thread, 1e6));
  const Index by_samples = (samples + samples_per_share - 1) / samples_per_share;
  const Index most = std::min<Index>({available_threads(), by_work, by_samples});
  return static_cast<int>(std::max<Index>(1, most));
}

int training_threads(const Network& network, Index batch_size) {
  return threads_for(6.0 * static_cast<double>(network.layout.count) * static_cast<double>(batch_size),
                     batch_size);
}

int inference_threads(const Network& network, Index rows) {
  return threads_for(2.0 * static_cast<double>(network.layout.count) * static_cast<double>(rows), rows);
}

}  // namespace mlp
