// What each column of a CSV file is for.
#pragma once

#include <string>
#include <vector>

#include "data/csv_scanner.hpp"
#include "mlp/data/load.hpp"
#include "mlp/data/source.hpp"

namespace mlp {

struct CsvColumn {
  enum class Use {
    none,
    input,
    number,  // of the target
    label,
    weight,
    lone_target,  // one of several targets where others are missing and need not be there: read past
  };
  std::string name;
  Use use = Use::none;
  Index position = 0;  // among the inputs, or among the numbers of a row
};

struct CsvColumns {
  std::vector<CsvColumn> in_file;  // in the file's order
  std::vector<std::string> input_names;
  bool has_weights = false;
  std::vector<std::string> target_names;  // empty: the file has no target, and need not
  const char* first_row = nullptr;        // where the first line of values begins
};

// Reads the first line and finds the columns.  `source.target` names the target as this file calls
// it; where it is empty, plan.target_names does.  Inputs are plan.input_names, else source.inputs,
// else all columns but the target.
// Throws DataError: no row, a column without name or twice, one that is not there (with the nearest
// spelling), an input that is the target, other inputs than the plan's; ConfigError: several targets
// for classes.
CsvColumns find_columns(const CsvScanner& scanner, const CsvSource& source, const ColumnPlan& plan);

}  // namespace mlp
