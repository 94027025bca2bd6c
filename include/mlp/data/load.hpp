// From the `data` part of a config to datasets and the rows of each split.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/data/source.hpp"

namespace mlp {

// A file that was read, for the run's manifest.
struct DataFile {
  std::string path;    // as given in the config
  std::string sha256;  // of the file's bytes, as stored (a gzip file as gzip)
  Index bytes = 0;
};

// The rows of each split.  Row lists are ascending; a split that the config lacks is empty.
struct Splits {
  std::vector<std::unique_ptr<Dataset>> datasets;  // owns what the views look at
  RowView train;
  RowView validation;
  RowView test;
  std::vector<DataFile> files;
};

// What a model needs to know to read further rows the same way.
struct ColumnPlan {
  std::vector<std::string> input_names;  // columns by name; empty: all but the target
  std::vector<std::string> target_names;
  std::vector<std::string> class_labels;  // empty: found in the data
  TargetKind target_kind = TargetKind::classes;
  std::string target_role = "target";  // what messages call the target columns
  bool target_optional = false;        // a missing target column is no error
  bool weight_optional = false;        // a missing column of weights is no error: all rows weigh the same
  Index features = 0;                  // 0: whatever the data has
  std::vector<std::string> kept = {};  // of CSV: columns to hand on as text; inputs only where named as such
  std::vector<DataColumn> columns = {};  // of the inputs, as in training; empty: numbers without gaps, or,
                                         // where features is 0, found in the data and in what follows
  ColumnConfigs settings = {};           // what the config says about columns
  std::vector<std::string> missing_markers = {};

  // Whether the kinds of the columns are still to be found in the data.
  bool is_open() const { return features == 0 && columns.empty(); }
};

// Reads one source whole.  `folder` is where relative paths start.  Files read are appended to
// `files` where given.  Throws IoError (cannot read) or DataError (content, with line and column).
MLP_API Dataset read_source(const Source& source, const ColumnPlan& plan, const std::filesystem::path& folder,
                            std::vector<DataFile>* files = nullptr);

// Reads every source of `config` and draws the splits: test first, then validation, from what is
// left of the training rows.  `seed` is used where config.split_seed is absent.
MLP_API Splits load_splits(const DataConfig& config, TargetKind target_kind,
                           const std::filesystem::path& folder, std::uint64_t seed);

}  // namespace mlp
