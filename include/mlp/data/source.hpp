// Where rows come from: the `data` part of a config.
//
// To add a format: a struct here (`paths` visits the members that name files), its name in Source
// and Holdout, its reader in data/, its cases in data/read.cpp and data/load.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mlp/base/fields.hpp"
#include "mlp/choice/column.hpp"
#include "mlp/choice/decision_threshold.hpp"
#include "mlp/choice/scaling.hpp"
#include "mlp/data/custom_source.hpp"
#include "mlp/data/synthetic_source.hpp"

namespace mlp {

// Comma-separated values, RFC 4180, plain or gzip.
struct CsvSource {
  static constexpr std::string_view name = "csv";
  static constexpr std::string_view help = "text with a row a line, plain or gzip  (RFC 4180)";
  std::string path;                         // with * and ?: all files that match, as one
  std::vector<std::string> path_list = {};  // instead of it
  std::vector<std::string> target;          // column names; one class column, or one or several of numbers
  std::vector<std::string> inputs;          // column names; empty: all but the target
  bool header = true;                       // without one, columns are called column_1, column_2, …
  std::string delimiter = ",";              // one byte
  std::optional<std::string> sample_weight = {};  // a column of numbers ≥ 0; metrics do not heed it
  bool on_disk = false;
  static void fields(auto& self, auto& field) {
    field("path", self.path, at_least(1).left_out_when_unset(),
          "the file; * and ? stand for characters of its name, all files that match are read as one");
    field("paths", self.path_list, anything.left_out_when_unset(),
          "instead of path: several files, read as one");
    field("target", self.target, at_least(1).required(), "target column, or a list of them");
    field("inputs", self.inputs, anything, "input columns; [] means all but the target");
    field("header", self.header, anything, "whether the first line names the columns");
    field("delimiter", self.delimiter, at_least(1).at_most(1), "the character between two fields");
    field("sample_weight", self.sample_weight, at_least(1),
          "column by which a row's loss and gradient are multiplied; metrics count every row once");
    field("on_disk", self.on_disk, anything.left_out_when_unset(),
          "for more rows than memory holds: their numbers are written once to a file in .mlp-cache beside "
          "path, "
          "and read from there as they are needed");
  }
  static void paths(auto& self, auto&& visit) {
    if (!self.path.empty()) visit(self.path);
    for (auto& path : self.path_list) visit(path);
  }
};

// The IDX format of MNIST, plain or gzip.
struct IdxSource {
  static constexpr std::string_view name = "idx";
  static constexpr std::string_view help = "the binary format of MNIST, plain or gzip";
  std::string inputs;
  std::string targets;
  static void fields(auto& self, auto& field) {
    field("inputs", self.inputs, at_least(1).required(), "the file of inputs, images as unsigned bytes");
    field("targets", self.targets, at_least(1).required(), "the file of labels");
  }
  static void paths(auto& self, auto&& visit) {
    visit(self.inputs);
    visit(self.targets);
  }
};

// Two arrays that NumPy has saved, plain or gzip; "mnist.npz/x_train" is an array in an archive.
struct NpySource {
  static constexpr std::string_view name = "npy";
  static constexpr std::string_view help =
      "arrays of NumPy, .npy, plain or gzip, or archive.npz/array; their first axis counts rows";
  std::string inputs;
  std::string targets;
  bool on_disk = false;
  static void fields(auto& self, auto& field) {
    field("inputs", self.inputs, at_least(1).required(),
          "the file of inputs; unsigned bytes of three axes or more are images");
    field("targets", self.targets, at_least(1).required(),
          "the file of numbers, or of whole numbers as labels");
    field("on_disk", self.on_disk, anything.left_out_when_unset(),
          "for more rows than memory holds: inputs stay in their file, float32 in C order and not packed, "
          "and are "
          "read as they are needed");
  }
  static void paths(auto& self, auto&& visit) {
    visit(self.inputs);
    visit(self.targets);
  }
};

// Sparse text as LIBSVM and its kin read it, plain or gzip; in memory rows are dense.
struct LibsvmSource {
  static constexpr std::string_view name = "libsvm";
  static constexpr std::string_view help =
      "sparse text: a target, then index:value, a row a line; plain or gzip";
  std::string path;
  std::optional<Index> features = {};
  static void fields(auto& self, auto& field) {
    field("path", self.path, at_least(1).required(), "the file");
    field("features", self.features, at_least(1).at_most(1e7).left_out_when_unset(),
          "how many there are, from 1 on; default: the largest index");
  }
  static void paths(auto& self, auto&& visit) { visit(self.path); }
};

using Source = std::variant<CsvSource, IdxSource, NpySource, LibsvmSource, SyntheticSource, CustomSource>;

// A share of the training rows, drawn by data.split_seed.
struct Fraction {
  static constexpr std::string_view name = "fraction";
  static constexpr bool untagged = true;  // {"fraction": 0.1}, without "type"
  static constexpr std::string_view help = "a share of the training rows";
  double fraction = 0.1;
  std::optional<bool> stratify;  // default: true for classes, where no column says which rows
  // At most one, a column of CSV; it is no input unless it is listed as one.
  std::optional<std::string> group = {};
  std::optional<std::string> order = {};
  std::optional<std::string> hash = {};
  static void fields(auto& self, auto& field) {
    field("fraction", self.fraction, above(0.0).below(1.0).required(), "share of the training rows");
    field("stratify", self.stratify, anything, "keep the classes' shares; default true for classes");
    field("group", self.group, at_least(1).left_out_when_unset(),
          "a column; rows with the same value stay on one side");
    field("order", self.order, at_least(1).left_out_when_unset(),
          "a column, of time for example; the last rows by it are held out");
    field("hash", self.hash, at_least(1).left_out_when_unset(),
          "a column; a row's side depends on its value there alone, and stays when rows are added");
  }
};

// The rows that have `value` in a column of CSV.  The column is no input unless it is listed as one.
struct MarkedRows {
  static constexpr std::string_view name = "column";
  static constexpr std::string_view help = "the training rows that have a value in a column";
  std::string column;
  std::string value;
  static void fields(auto& self, auto& field) {
    field("column", self.column, at_least(1).required(), "the column that names the split");
    field("value", self.value, anything.required(), "what it says of these rows");
  }
};

// Rows by their numbers.
struct ListedRows {
  static constexpr std::string_view name = "rows";
  static constexpr std::string_view help = "training rows by their numbers";
  std::vector<Index> rows;
  static void fields(auto& self, auto& field) {
    field("rows", self.rows, at_least(1).required(),
          "numbers of training rows, as they stand in their file; the first is 0");
  }
};

// Held-out rows: a source of their own or some of the training rows.
using Holdout = std::variant<CsvSource, IdxSource, NpySource, LibsvmSource, SyntheticSource, Fraction,
                             MarkedRows, ListedRows, CustomSource>;

struct PreprocessConfig {
  std::optional<Scaling> inputs = {};  // default: none for idx, else standardize
  Scaling targets = NoScaling{};       // regression only; predictions are scaled back
  static void fields(auto& self, auto& field) {
    field("inputs", self.inputs, anything, "scaling of each input column; none for idx, else standardize");
    field("targets", self.targets, anything, "scaling of regression targets, undone in predictions");
  }
};

struct DataConfig {
  Source train;
  std::optional<Holdout> validation;
  std::optional<Holdout> test;
  std::optional<std::uint64_t> split_seed;  // default: seed
  ColumnConfigs columns = {};               // of a table
  std::vector<std::string> missing_markers = {};
  PreprocessConfig preprocess;
  std::optional<DecisionThreshold> decision_threshold;  // two classes only
  static void fields(auto& self, auto& field) {
    field("train", self.train, anything.required(), "the training rows");
    field("validation", self.validation, anything, "rows watched during training: a source or a fraction");
    field("test", self.test, anything, "rows for the final figure: a source or a fraction, cut first");
    field("split_seed", self.split_seed, anything, "seed of the fractions; default: seed");
    field("columns", self.columns, anything.left_out_when_unset(),
          "by name, columns of a table that are not simply numbers; mlp init writes them for you");
    field(
        "missing_markers", self.missing_markers, anything.left_out_when_unset(),
        "texts that mean a missing value in every column of inputs, besides nothing, NA, N/A, nan, null and "
        "?");
    field("preprocess", self.preprocess, anything, "scaling, fitted on the training rows only");
    field("decision_threshold", self.decision_threshold, anything,
          "the second of two classes from this probability on; {\"metric\": \"f1\"}: chosen on validation "
          "rows");
  }
};

}  // namespace mlp
