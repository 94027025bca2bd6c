// Which rows are held out in which fold of a cross-validation.
//
// The rows are put into the order of 64-bit draws that depend on the seed, the repetition and the row alone,
// and dealt out in that order, one to each fold in turn:
//
//   plainly      all rows in one go
//   stratified   class after class, each going on with the fold after the last one served; so each fold has
//                its share of every class within one row, and folds differ by one row at most
//   by group     whole groups, the largest first (of equal ones the first drawn), each to the fold that has
//                the fewest rows yet (of equal ones the first)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mlp/data/dataset.hpp"

namespace mlp {

struct FoldPlan {
  Index folds = 10;
  bool stratify = false;                      // by the rows' classes
  std::span<const std::int32_t> groups = {};  // of each row of the data set, from 0; empty: none
};

// The fold of each of `rows`, which are ascending, in their order.
// Throws ConfigError: fewer than 2 folds, more folds than rows or groups, stratify for targets that are
// numbers or together with groups; DataError: a class with fewer rows than there are folds under stratify.
std::vector<Index> folds_of(const RowView& rows, const FoldPlan& plan, std::uint64_t seed,
                            std::uint32_t repetition);

}  // namespace mlp
