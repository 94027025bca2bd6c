// Reading sparse text, as LIBSVM, SVMlight and XGBoost do:
//
//   +1 3:0.5 7:-2 # a comment     TARGET INDEX:VALUE …
//   1.5,2 1:3                     several targets, with commas
//
// Indices ascend from 1; what is not written is 0.  Blank lines and lines of a comment alone are no rows.  A
// qid:N behind the target is refused, as are indices of 0.
#pragma once

#include <string_view>

#include "mlp/data/load.hpp"

namespace mlp {

// `text` is the file's content, `name` stands for it in messages.  There are plan.features inputs, else
// source.features, else as many as the largest index says.
// Throws DataError, the first in the file's order, with its line.
Dataset read_libsvm(const LibsvmSource& source, const ColumnPlan& plan, std::string_view text,
                    std::string_view name);

}  // namespace mlp
