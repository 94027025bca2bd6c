#include "train/health/step_watch.hpp"

#include <algorithm>

#include "kernels/norms.hpp"

namespace mlp {

StepWatch::StepWatch(const Network& network) : network_(network), parameters_(network.layout.size) {
  Index units = 0;
  for (const Layer& layer : network.architecture.layers) {
    first_unit_.push_back(units);
    units += layer.units;
  }
  units_ = FlatBuffer<Unit>(units);
  scratch_ = FlatBuffer<double>(units);
}

void StepWatch::squares(Index l, UnitRange units, const float* values, double Unit::*member) {
  const Index first = first_unit_[static_cast<std::size_t>(l)] + units.first;
  const ParameterTensor& weight = network_.layout.weight(l);
  const float* const biases = values + network_.layout.bias(l).offset + units.first;
  double* const rows = scratch_.data() + first;
  kernels::row_squares({units.count(), weight.columns, values + weight.offset + units.first * weight.columns},
                       rows);
  for (Index u = 0; u < units.count(); ++u)
    units_[first + u].*member = rows[u] + static_cast<double>(biases[u]) * static_cast<double>(biases[u]);
}

void StepWatch::before(Index l, UnitRange units, const float* gradient, const float* parameters) {
  squares(l, units, gradient, &Unit::gradient);
  squares(l, units, parameters, &Unit::parameters);
  for (const ParameterTensor* const tensor : {&network_.layout.weight(l), &network_.layout.bias(l)}) {
    const Index first = tensor->offset + units.first * tensor->columns;
    std::copy_n(parameters + first, units.count() * tensor->columns, parameters_.data() + first);
  }
}

void StepWatch::after(Index l, UnitRange units, const float* parameters) {
  for (const ParameterTensor* const tensor : {&network_.layout.weight(l), &network_.layout.bias(l)}) {
    const Index first = tensor->offset + units.first * tensor->columns;
    float* const changed = parameters_.data() + first;
    kernels::add_scaled(units.count() * tensor->columns, -1.0f, changed, parameters + first, changed);
  }
  squares(l, units, parameters_.data(), &Unit::update);
}

}  // namespace mlp
