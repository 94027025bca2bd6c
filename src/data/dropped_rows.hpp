// Leaving rows out of a data set, and the places in the file of those that stay.
#pragma once

#include <vector>

#include "mlp/data/dataset.hpp"

namespace mlp {

// Takes `dropped`, ascending, out of `data`; where its labels were found in the rows, also the classes that
// no row has any more.  Throws DataError where no row would be left.
void drop_rows(const std::vector<Index>& dropped, bool found_labels, Dataset& data);

// The same of a column with a value for each of all rows.
void drop_rows(const std::vector<Index>& dropped, TextColumn& column);

// The place of the data's row `row` among all rows of the file, from 0, whatever was dropped before it.
Index row_in_file(const Dataset& data, Index row);

// Of all rows of the file.
Index rows_in_file(const Dataset& data);

}  // namespace mlp
