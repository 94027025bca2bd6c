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
    input,        // a number
    meant_input,  // by what CsvColumns::inputs says
    number,       // of the target
    label,
    weight,
    lone_target,  // one of several targets where others are missing and need not be there: read past
  };
  std::string name;
  Use use = Use::none;
  Index position = 0;  // among the inputs, or among the numbers of a row
  bool kind_is_inferred = false;

  bool is_input() const { return use == Use::input || use == Use::meant_input; }
};

struct CsvColumns {
  std::vector<CsvColumn> in_file;  // in the file's order
  std::vector<std::string> input_names;
  // (inputs) what they hold, the kind absent where it is not known; empty: numbers without gaps, as far as is
  // known.
  std::vector<DataColumn> inputs;
  bool is_open = false;               // what the inputs hold may be inferred
  std::string entries_for_gaps = {};  // once it is inferred: a policy for each column that needs one, as JSON
  bool has_weights = false;
  // (targets) of numbers: what the settings say of each; empty: nothing.
  std::vector<ColumnConfig> targets;
  std::vector<std::string> target_names;  // empty: the file has no target, and need not
  const char* first_row = nullptr;        // where the first line of values begins
};

// Reads the first line and finds the columns.  `source.target` names the target as this file calls
// it; where it is empty, plan.target_names does.  Inputs are plan.input_names, else source.inputs,
// else all columns but the target.
// Throws DataError: no row, a column without name or twice, one that is not there (with the nearest
// spelling), an input that is the target, other inputs than the plan's; ConfigError: several targets
// for classes, settings of a column that are not for it.
CsvColumns find_columns(const CsvScanner& scanner, const CsvSource& source, const ColumnPlan& plan);

// Reads the whole file for the kinds that are not known yet (data/column_summary.hpp), as far as its rows are
// sound.  Throws ConfigError where settings do not fit a kind, DataError for categories that are almost as
// many as rows.
void infer_kinds(CsvColumns& columns, const CsvScanner& scanner);

}  // namespace mlp
