#include "train/health/examiner.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <variant>

#include "nn/gradient.hpp"
#include "nn/passes.hpp"
#include "train/health/histogram.hpp"

namespace mlp {
namespace {

// One row in 64: a third of 1/64, about 0.5 %, of an epoch's multiplications, and as much again to count.
Index sample_size(Index rows) { return std::min(rows, std::clamp<Index>(rows / 64, 128, 512)); }

// Evenly spaced.
std::vector<std::int32_t> sample_of(const Batch& rows) {
  const Index size = sample_size(rows.size);
  std::vector<std::int32_t> sample;
  for (Index i = 0; i < size; ++i) sample.push_back(rows.rows[i * rows.size / size]);
  return sample;
}

Batch without_targets(Batch batch) {
  batch.classes = nullptr;
  batch.numbers = {};
  batch.weights = nullptr;
  return batch;
}

// low and high become those of the columns of rows × columns values too.
void widen_ranges(const float* values, Index rows, Index columns, Index stride, float* low, float* high) {
  for (Index i = 0; i < rows; ++i) {
    const float* const row = values + i * stride;
    for (Index j = 0; j < columns; ++j) {
      low[j] = row[j] < low[j] ? row[j] : low[j];
      high[j] = row[j] > high[j] ? row[j] : high[j];
    }
  }
}

constexpr double softmax_slope = 0.25 * 0.01;  // 1 % of the largest of a(1 − a)

}  // namespace

void Ranges::clear() {
  std::fill(low.begin(), low.end(), std::numeric_limits<float>::infinity());
  std::fill(high.begin(), high.end(), -std::numeric_limits<float>::infinity());
}

LayerObservation::LayerObservation(Index units)
    : pre_activations(units),
      values(units),
      opened(static_cast<std::size_t>(units)),
      zeros(static_cast<std::size_t>(units)),
      saturated(static_cast<std::size_t>(units)) {}

Examiner::Examiner(const Network& network, const Batch& rows, Team& team)
    : network_(network),
      rows_(without_targets(rows)),
      team_(team),
      sample_(sample_of(rows)),
      workspace_(network, static_cast<Index>(sample_.size()), team.size(), PassKind::examination) {
  for (const Layer& layer : network.architecture.layers) {
    zones_.push_back(zones_of(layer.activation));
    seen_.layers.emplace_back(layer.units);
  }
  seen_.inputs = Ranges(network.architecture.inputs());
  seen_.input_squares.resize(seen_.inputs.low.size());
  seen_.sample = std::ssize(sample_);
}

const Observation& Examiner::look(const float* parameters,
                                  const std::function<bool(const Observation&)>& doubts) {
  seen_.inputs.clear();
  for (LayerObservation& layer : seen_.layers) {
    layer.pre_activations.clear();
    layer.values.clear();
    for (auto* const counts : {&layer.zeros, &layer.saturated}) std::fill(counts->begin(), counts->end(), 0);
    std::fill(layer.opened.begin(), layer.opened.end(), static_cast<unsigned char>(0));
  }
  Batch batch = rows_;
  batch.rows = sample_.data();
  batch.size = std::ssize(sample_);
  pass(parameters, batch, Extent::everything);
  count_sample(batch.size);

  Index first = 0;
  if (batch.size == rows_.size) first = rows_.size;
  for (; first < rows_.size && doubts(seen_); first += workspace_.capacity)
    pass(parameters, part_of(rows_, first, std::min(workspace_.capacity, rows_.size - first)),
         Extent::ranges);
  seen_.of_all_rows = first >= rows_.size;
  return seen_;
}

void Examiner::pass(const float* parameters, const Batch& batch, Extent extent) {
  team_.run([&](int thread) {
    forward(network_, parameters, batch, share_of(batch.size, thread, team_.size()), workspace_, thread);
    team_.barrier();
    const Index inputs = network_.architecture.inputs();
    const Index begin = inputs * thread / team_.size(), end = inputs * (thread + 1) / team_.size();
    widen_ranges(workspace_.inputs.data() + begin, batch.size, end - begin, workspace_.input_stride,
                 seen_.inputs.low.data() + begin, seen_.inputs.high.data() + begin);
    for (Index l = 0; l < network_.layer_count(); ++l) {
      widen(batch.size, l, thread);
      if (extent == Extent::everything) count(batch.size, l, thread);
    }
  });
}

// The thread's units, by the batch in the workspace.
void Examiner::widen(Index samples, Index l, int thread) {
  const UnitRange units = units_of(network_.layer(l), thread, team_.size());
  LayerMemory& kept = workspace_.layer(l);
  LayerObservation& seen = seen_.layers[static_cast<std::size_t>(l)];
  const Zones zones = zones_[static_cast<std::size_t>(l)];
  const float* const z = kept.pre_activations.data() + units.first;
  widen_ranges(z, samples, units.count(), kept.stride, seen.pre_activations.low.data() + units.first,
               seen.pre_activations.high.data() + units.first);
  widen_ranges(kept.values.data() + units.first, samples, units.count(), kept.stride,
               seen.values.low.data() + units.first, seen.values.high.data() + units.first);
  unsigned char* const opened = seen.opened.data() + units.first;
  if (zones.open_high == Zones::none) {
    for (Index u = 0; u < units.count(); ++u)
      opened[u] = seen.pre_activations.high[static_cast<std::size_t>(units.first + u)] > zones.open_low;
    return;
  }
  for (Index i = 0; i < samples; ++i) {
    for (Index u = 0; u < units.count(); ++u) {
      const float value = z[i * kept.stride + u];
      opened[u] |= static_cast<unsigned char>(value > zones.open_low && value < zones.open_high);
    }
  }
}

void Examiner::count(Index samples, Index l, int thread) {
  const UnitRange units = units_of(network_.layer(l), thread, team_.size());
  LayerMemory& kept = workspace_.layer(l);
  LayerObservation& seen = seen_.layers[static_cast<std::size_t>(l)];
  const Zones zones = zones_[static_cast<std::size_t>(l)];
  const bool is_softmax = std::holds_alternative<Softmax>(network_.layer(l).activation);
  const auto each = [&](const float* values, Index* counts, const auto& is_counted) {
    for (Index i = 0; i < samples; ++i)
      for (Index u = 0; u < units.count(); ++u) counts[u] += is_counted(values[i * kept.stride + u]);
  };
  const float* const values = kept.values.data() + units.first;
  each(values, seen.zeros.data() + units.first, [](float a) { return a == 0.0f; });
  Index* const saturated = seen.saturated.data() + units.first;
  if (is_softmax) each(values, saturated, [](float a) { return a * (1.0 - a) < softmax_slope; });
  if (zones.saturates()) {
    each(kept.pre_activations.data() + units.first, saturated,
         [&](float z) { return z < zones.steep_low || z > zones.steep_high; });
  }
}

// What needs the ranges first.
void Examiner::count_sample(Index samples) {
  for (std::size_t l = 0; l < seen_.layers.size(); ++l) {
    LayerObservation& seen = seen_.layers[l];
    const float low = *std::min_element(seen.values.low.begin(), seen.values.low.end());
    const float high = *std::max_element(seen.values.high.begin(), seen.values.high.end());
    seen.histogram = empty_histogram(low, high);
    count_values(workspace_.layers[l].values.data(), samples, std::ssize(seen.opened),
                 workspace_.layers[l].stride, seen.histogram);
  }
  std::fill(seen_.input_squares.begin(), seen_.input_squares.end(), 0.0);
  for (Index i = 0; i < samples; ++i) {
    const float* const row = workspace_.inputs.data() + i * workspace_.input_stride;
    for (std::size_t j = 0; j < seen_.input_squares.size(); ++j)
      seen_.input_squares[j] += static_cast<double>(row[j]) * row[j];
  }
  for (double& squares : seen_.input_squares) squares /= static_cast<double>(samples);
}

}  // namespace mlp
