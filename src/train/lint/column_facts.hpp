// What one pass over the training rows says of each column.
#pragma once

#include <vector>

#include "train/lint/raw_rows.hpp"
#include "train/lint/value_hash.hpp"

namespace mlp {

struct ColumnFacts {
  float first = 0.0f;  // of those that are there
  bool is_constant = true;
  bool has_gaps = false;
  ValueHash hash = {};  // of all values in their order
  // Of the raw values that are there.
  double mean = 0.0;
  double variance = 0.0;
};

std::vector<ColumnFacts> column_facts(const RawRows& rows);

// Whether the classes' values lie in ranges that do not touch: then the column's value is the class.
// REQUIRES: rows of classes, a column without gaps.
bool separates_classes(const RawRows& rows, Index column);

// Whether each of the column's few values comes with one class alone.  REQUIRES: the same.
bool tells_classes(const RawRows& rows, Index column);

// Pearson's correlation with target `target`, of the rows that have a value; 0 where either is constant.
double correlation(const RawRows& rows, Index column, Index target);

}  // namespace mlp
