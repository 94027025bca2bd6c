// Cutting a share off some rows of a dataset, at random and always the same for a seed.
//
// Each row gets a 64-bit draw that depends on the seed, the purpose and its number in the dataset
// alone; the rows are sorted by their draws, stably, and the first `count` are held out:
//
//   count = ⌊fraction·n + ½⌋, at least 1 and at most n − 1
//
// Stratified, each class c of n_c rows gives its first quota_c rows.  The quotas begin at
// ⌊count·n_c / n⌋ and grow by one in the order of the largest remainder (ties to the earlier class)
// until they add up to count.  No quota takes a whole class: each leaves a row to train on, even
// where the sum then stays below count.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlp/base/random.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/data/source.hpp"

namespace mlp {

struct SplitRows {
  std::vector<std::int32_t> kept;      // ascending
  std::vector<std::int32_t> held_out;  // ascending
};

// `rows` are ascending; `split` ("test", "validation") and `file` are for messages.
// Throws DataError: fewer than two rows, a class with one row under stratify; ConfigError: stratify
// without classes.
SplitRows split_rows(const RowView& rows, const Fraction& fraction, Purpose purpose, std::uint64_t seed,
                     const std::string& split, const std::string& file);

// ⌊fraction·rows + ½⌋, at least 1 and at most rows − 1.
Index held_out_count(double fraction, Index rows);

// Whether it is some of the training rows, and no source of its own.
bool is_cut_off(const std::optional<Holdout>& holdout);

// The columns that say which rows `holdout` is about.
std::vector<std::string> split_columns(const std::optional<Holdout>& holdout);

// Where `holdout` is some of `rows`, moves them to `held_out`; a source of its own changes nothing.  The
// dataset has kept split_columns().  `seed` is data.split_seed.
// Throws ConfigError or DataError as split_rows() and data/split_by_column.hpp say; DataError where a listed
// row is not there, or twice, or none would be left.
void cut_holdout(const std::optional<Holdout>& holdout, RowView& rows, RowView& held_out, Purpose purpose,
                 std::uint64_t seed, const std::string& split, const std::string& file);

// The quota of each class as said above.  REQUIRES: each size is 0 or at least 2, 0 < count < sum.
std::vector<Index> stratified_quotas(const std::vector<Index>& class_sizes, Index count);

}  // namespace mlp
