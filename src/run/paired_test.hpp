// Whether two things that were measured in pairs differ: Student's paired t-test.
//
// It assumes that the pairs' differences are independent and roughly normal (with ten pairs or more the
// t-test bears a lot).  Sums run in the order of the pairs, so every machine gets the same digits.
#pragma once

#include <span>
#include <vector>

#include "mlp/run/comparison.hpp"

namespace mlp {

// Of a − b.  Where every pair differs by the same, t is 0 or infinite.  REQUIRES: equal sizes of 2 or more;
// finite numbers.
PairedTest paired_test(std::span<const double> a, std::span<const double> b);

// Holm 1979: of m tests, ordered by p, the i-th (from 0) is adjusted to max over j ≤ i of (m − j)·p_j, at
// most 1.  Then all that are below a level hold at once with that level.  In the order given.
std::vector<double> holm_adjusted(const std::vector<double>& p);

}  // namespace mlp
