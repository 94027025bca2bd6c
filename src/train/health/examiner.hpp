// Looks at a network as it is: some rows of a data set, and where they leave doubt all of them, go through
// it.
//
//   sample      evenly spaced rows: everything in Observation
//   all rows    where a unit passed no gradient for any row of the sample: ranges and `opened`, until every
//               such unit has been seen to pass one, or there are no more rows
//
// All that is gathered are counts, minima and maxima, so neither threads nor the order of rows matter.
#pragma once

#include <functional>
#include <vector>

#include "mlp/base/team.hpp"
#include "mlp/train/health.hpp"
#include "nn/batch.hpp"
#include "nn/network.hpp"
#include "nn/workspace.hpp"
#include "train/health/zones.hpp"

namespace mlp {

// The lowest and highest value of each column seen.
struct Ranges {
  std::vector<float> low;
  std::vector<float> high;

  explicit Ranges(Index columns = 0) : low(static_cast<std::size_t>(columns)), high(low) { clear(); }
  void clear();
};

struct LayerObservation {
  explicit LayerObservation(Index units);

  Ranges pre_activations;
  Ranges values;                      // what the layer hands on
  std::vector<unsigned char> opened;  // (units) whether a gradient passed for some row
  std::vector<Index> zeros;           // (units) of the values of the sample
  std::vector<Index> saturated;       // (units) likewise
  Histogram histogram;                // of the values of the sample
};

struct Observation {
  Ranges inputs;                      // as the network gets them
  std::vector<double> input_squares;  // (inputs) mean square over the sample
  std::vector<LayerObservation> layers;
  Index sample = 0;          // rows
  bool of_all_rows = false;  // whether ranges and `opened` are those of all rows
};

class Examiner {
 public:
  // `rows` are those to look at; it has no need of targets.  All must outlive this.
  Examiner(const Network& network, const Batch& rows, Team& team);

  // Looks at the sample; then at all rows, as long as `doubts(observation)`, asked after each segment of
  // them, is true.  The result stands until the next call.
  const Observation& look(const float* parameters, const std::function<bool(const Observation&)>& doubts);

 private:
  enum class Extent { everything, ranges };
  void pass(const float* parameters, const Batch& batch, Extent extent);
  void widen(Index samples, Index l, int thread);
  void count(Index samples, Index l, int thread);
  void count_sample(Index samples);

  const Network& network_;
  Batch rows_;
  Team& team_;
  std::vector<std::int32_t> sample_;
  std::vector<Zones> zones_;
  Workspace workspace_;
  Observation seen_;
};

}  // namespace mlp
