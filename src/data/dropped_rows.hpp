// Leaving rows out of a data set.
#pragma once

#include <vector>

#include "mlp/data/dataset.hpp"

namespace mlp {

// Takes `dropped`, ascending, out of `data`; where its labels were found in the rows, also the classes that
// no row has any more.  Throws DataError where no row would be left.
void drop_rows(const std::vector<Index>& dropped, bool found_labels, Dataset& data);

// The same of a column with a value for each of all rows.
void drop_rows(const std::vector<Index>& dropped, TextColumn& column);

}  // namespace mlp
