#include "train/own_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/norms.hpp"
#include "nn/gradient.hpp"

namespace mlp {

static Index row_count(const Network& network) {
  const auto& tensors = network.layout.tensors;
  return std::accumulate(tensors.begin(), tensors.end(), Index{0},
                         [](Index sum, const ParameterTensor& tensor) { return sum + tensor.rows; });
}

SharedSums::SharedSums(const Network& network) : rows(2, FlatBuffer<double>(row_count(network))) {}

OwnParameters::OwnParameters(const Network& network, Team& team, SharedSums& sums, int thread)
    : team_(team), sums_(sums) {
  Index first_sum = 0;
  for (const ParameterTensor& tensor : network.layout.tensors) {
    if (!network.layer_learns(tensor.layer) || !tensor.learns()) continue;
    const Part whole{.layer = tensor.layer,
                     .is_weight = tensor.is_weight,
                     .offset = tensor.offset,
                     .rows = tensor.rows,
                     .columns = tensor.columns,
                     .first_sum = first_sum};
    all_.push_back(whole);
    first_sum += tensor.rows;
    const UnitRange mine = units_of(network.layer(tensor.layer), thread, team.size());
    if (mine.count() == 0) continue;
    Part part = whole;
    part.offset += mine.first * tensor.columns;
    part.rows = mine.count();
    part.first_sum += mine.first;
    parts_.push_back(part);
  }
}

void OwnParameters::copy(const float* from, float* to) const {
  for (const Part& part : parts_) std::copy_n(from + part.offset, part.size(), to + part.offset);
}

void OwnParameters::scale(double factor, const float* x, float* to) const {
  for (const Part& part : parts_)
    kernels::scale(part.size(), static_cast<float>(factor), x + part.offset, to + part.offset);
}

void OwnParameters::add_scaled(double factor, const float* x, const float* y, float* to) const {
  for (const Part& part : parts_) {
    kernels::add_scaled(part.size(), static_cast<float>(factor), x + part.offset, y + part.offset,
                        to + part.offset);
  }
}

void OwnParameters::add_scaled_weights(const std::vector<double>& factors, const float* x, float* to) const {
  for (const Part& part : parts_) {
    const double factor = factors[static_cast<std::size_t>(part.layer)];
    if (!part.is_weight || factor == 0.0) continue;
    kernels::add_scaled(part.size(), static_cast<float>(factor), x + part.offset, to + part.offset,
                        to + part.offset);
  }
}

// The sums of all rows, when everybody has done its own: sum(part, rows) writes those of a part.
template <class Sum>
const FlatBuffer<double>& OwnParameters::gathered(const Sum& sum) {
  FlatBuffer<double>& rows = sums_.rows[turn_];
  turn_ = 1 - turn_;
  for (const Part& part : parts_) sum(part, rows.data() + part.first_sum);
  team_.barrier();
  return rows;
}

double OwnParameters::dot(const float* x, const float* y) {
  const FlatBuffer<double>& rows = gathered([&](const Part& part, double* sums) {
    kernels::row_dots({part.rows, part.columns, x + part.offset}, y + part.offset, sums);
  });
  return std::accumulate(rows.begin(), rows.end(), 0.0);
}

double OwnParameters::magnitude(const float* x) {
  const FlatBuffer<double>& rows = gathered([&](const Part& part, double* sums) {
    kernels::row_magnitudes({part.rows, part.columns, x + part.offset}, sums);
  });
  return std::accumulate(rows.begin(), rows.end(), 0.0);
}

static double larger(double a, double b) { return a > b || std::isnan(a) ? a : b; }

double OwnParameters::largest(const float* x) {
  const FlatBuffer<double>& rows = gathered([&](const Part& part, double* sums) {
    for (Index i = 0; i < part.rows; ++i) {
      const float* const row = x + part.offset + i * part.columns;
      sums[i] = 0.0;
      for (Index j = 0; j < part.columns; ++j)
        sums[i] = larger(std::fabs(static_cast<double>(row[j])), sums[i]);
    }
  });
  return std::accumulate(rows.begin(), rows.end(), 0.0, larger);
}

double OwnParameters::weigh_squares(const std::vector<double>& factors, const float* x) {
  const FlatBuffer<double>& rows = gathered([&](const Part& part, double* sums) {
    if (part.is_weight) kernels::row_squares({part.rows, part.columns, x + part.offset}, sums);
  });
  double total = 0.0;
  for (const Part& part : all_) {
    if (!part.is_weight) continue;
    const double* const first = rows.data() + part.first_sum;
    total += factors[static_cast<std::size_t>(part.layer)] * std::accumulate(first, first + part.rows, 0.0);
  }
  return total;
}

}  // namespace mlp
