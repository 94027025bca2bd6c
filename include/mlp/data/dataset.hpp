// Rows of inputs with their targets, in memory.
//
//   inputs    rows × features, row-major; bytes (images, entering the network as x / 255) or floats: a number
//             each, NaN for a missing value; for a column of categories, the place in its list
//   targets   a class index per row, or rows × outputs numbers, or none (for prediction)
//
// A Dataset is raw: preprocessing is fitted on the training rows, lives in the model, and is
// applied when a batch is gathered.  Subsets are lists of row numbers; nothing is copied.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/matrix_view.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/column.hpp"
#include "mlp/choice/loss.hpp"

namespace mlp {

// A column that no network sees, as it stands in the file.
struct TextColumn {
  std::string name;
  std::vector<std::string> values;  // (rows)
};

// What the values of a column of inputs are (mlp/choice/column.hpp).
struct DataColumn {
  ColumnConfig config = {};                  // its kind is set
  std::vector<std::string> categories = {};  // of a categorical one, by their values 0, 1, …
};

struct Dataset {
  Index rows = 0;
  Index features = 0;
  Index image_width = 0;  // pixels side by side in a row's image, where the file says so
  // Exactly one of the two has rows·features elements.
  FlatBuffer<std::uint8_t> bytes;
  FlatBuffer<float> values;

  // Set when the inputs are mapped from disk: a folder where more such files may be written.
  std::filesystem::path disk_folder = {};

  // At most one of the two is filled.
  std::vector<std::int32_t> classes;  // (rows), index into class_labels
  FlatBuffer<float> numbers;          // (rows, outputs)
  Index outputs = 0;                  // numbers per row

  FlatBuffer<float> weights;  // (rows) what each counts in the loss, finite and ≥ 0; empty: all 1

  // (features)  Empty when every column is numeric, complete and used unchanged.
  std::vector<DataColumn> columns = {};
  // (outputs)  Clip, transform and scaling of each target; empty: no more than one scaling for all.
  std::vector<ColumnConfig> target_columns = {};
  // Where the rows come from, for messages about columns; may be empty.
  std::string file = {};
  std::vector<Index> lines = {};    // (rows)
  std::vector<Index> dropped = {};  // rows left out because a column drops those without a value, by their
                                    // places among all

  std::vector<std::string> input_names;   // (features); empty for images
  std::vector<std::string> target_names;  // one for classes, (outputs) for numbers
  std::vector<std::string> class_labels;  // sorted: numerically if all are integers, else by bytes

  std::vector<TextColumn> kept;  // those that were asked for (ColumnPlan)

  bool is_on_disk() const { return !disk_folder.empty(); }
  bool has_bytes() const { return !bytes.empty(); }
  bool has_targets() const { return !classes.empty() || !numbers.empty(); }
};

// Copies `inputs` (features × samples) and a class label per sample.
// Throws DataError when the sizes differ or a value is not finite.
MLP_API Dataset make_dataset(ConstMatrixView inputs, const std::vector<std::string>& labels);
MLP_API Dataset make_dataset(ConstMatrixView inputs, const std::vector<int>& labels);

// Copies `inputs` (features × samples) and `targets` (outputs × samples).
// Throws DataError when the sizes differ or a value is not finite.
MLP_API Dataset make_dataset(ConstMatrixView inputs, ConstMatrixView targets);

// Some rows of a dataset, in order.  The dataset must outlive the view.
struct RowView {
  const Dataset* dataset = nullptr;
  std::vector<std::int32_t> rows;

  Index size() const { return static_cast<Index>(rows.size()); }
};

MLP_API RowView all_rows(const Dataset& dataset);

}  // namespace mlp
