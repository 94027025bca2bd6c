// Vectors laid out like the parameters, as one thread of a team works on them: it writes the elements of its
// own units, in the layers that learn, and no others; the padding between tensors stays 0.
//
// Sums over all elements (ARITHMETIC.md, A3) are striped per row, the rows then in one chain: each thread
// sums its rows, waits for the others, and adds up all rows by itself, so that every thread holds the same
// number.
#pragma once

#include <vector>

#include "mlp/base/memory.hpp"
#include "mlp/base/team.hpp"
#include "nn/network.hpp"

namespace mlp {

// What the threads of a team tell each other.  A thread may be one sum ahead of another, not two.
struct SharedSums {
  explicit SharedSums(const Network& network);

  std::vector<FlatBuffer<double>> rows;  // (2), each a sum for every row of every tensor
};

class OwnParameters {
 public:
  // Network, team and sums must outlive this; all threads share the sums.
  OwnParameters(const Network& network, Team& team, SharedSums& sums, int thread);

  // Some rows of one tensor.
  struct Part {
    Index layer = 0;
    bool is_weight = false;
    Index offset = 0;  // of the first element
    Index rows = 0;
    Index columns = 0;
    Index first_sum = 0;  // where the rows' sums lie
    Index size() const { return rows * columns; }
  };

  // Of its own elements:  to = from;  to = factor·x;  to = factor·x + y.
  void copy(const float* from, float* to) const;
  void scale(double factor, const float* x, float* to) const;
  void add_scaled(double factor, const float* x, const float* y, float* to) const;
  // to += factors[layer]·x, of weights only.
  void add_scaled_weights(const std::vector<double>& factors, const float* x, float* to) const;

  // Each waits for the other threads: all must call the same, one after the other.
  double dot(const float* x, const float* y);  // Σ x·y
  double magnitude(const float* x);            // Σ |x|
  double largest(const float* x);              // max |x|; NaN where an element is
  // Σ_l factors[l]·Σ x² of the weights of layer l.
  double weigh_squares(const std::vector<double>& factors, const float* x);

 private:
  template <class Sum>
  const FlatBuffer<double>& gathered(const Sum& sum);

  Team& team_;
  SharedSums& sums_;
  std::vector<Part> parts_;  // its own
  std::vector<Part> all_;    // everybody's: every tensor that learns
  std::size_t turn_ = 0;
};

}  // namespace mlp
