// What single steps do to each unit: how long its gradient is, its parameters, and what is added to them.
//
// A watched step goes the plain way: the whole gradient first, then the update, which gives the same bits.
// Each thread tells of its own units; a layer's norm is the chain over its units (ARITHMETIC.md, A3).
#pragma once

#include "mlp/base/memory.hpp"
#include "nn/gradient.hpp"
#include "nn/network.hpp"

namespace mlp {

class StepWatch {
 public:
  // The network must outlive this.
  explicit StepWatch(const Network& network);

  // Before the update of a thread's units and after it.   gradient, parameters  all, by the layout.
  void before(Index l, UnitRange units, const float* gradient, const float* parameters);
  void after(Index l, UnitRange units, const float* parameters);

  // Squares of the lengths of a unit's weights and bias together.
  struct Unit {
    double gradient = 0.0;
    double parameters = 0.0;
    double update = 0.0;
  };
  // (units of the layer), of the last watched step.
  const Unit* units(Index l) const { return units_.data() + first_unit_[static_cast<std::size_t>(l)]; }

 private:
  void squares(Index l, UnitRange units, const float* values, double Unit::*member);

  const Network& network_;
  std::vector<Index> first_unit_;  // of each layer
  FlatBuffer<Unit> units_;
  FlatBuffer<double> scratch_;    // (units)
  FlatBuffer<float> parameters_;  // before the update, then what it added
};

}  // namespace mlp
