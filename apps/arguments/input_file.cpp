#include "arguments/input_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string_view>
#include <variant>

#include "data/npz_archive.hpp"
#include "io/gzip.hpp"
#include "mlp/base/error.hpp"
#include "tables/number_text.hpp"
#include "terminal/output.hpp"

using mlp::CsvSource;
using mlp::DataError;
using mlp::IdxSource;
using mlp::Model;

enum class FileKind { csv, idx, npy, libsvm };

// What the model was trained on, as far as is known.
static FileKind trained_on(const SavedModel& saved) {
  if (!saved.config) return saved.model.input_names.empty() ? FileKind::idx : FileKind::csv;
  const mlp::Source& source = saved.config->data.train;
  return std::holds_alternative<mlp::LibsvmSource>(source) ? FileKind::libsvm
         : std::holds_alternative<mlp::NpySource>(source)  ? FileKind::npy
         : std::holds_alternative<mlp::IdxSource>(source)  ? FileKind::idx
         : saved.model.image_bytes                         ? FileKind::idx
                                                           : FileKind::csv;
}

// IDX begins with two zero bytes, .npy with its name, an archive of them as ZIP does; any other file, and
// what can not be looked at before it is read (a pipe, or nothing at all), holds what the model was trained
// on.
static FileKind kind_of_file(const std::string& path, const SavedModel& saved) {
  const FileKind usual = trained_on(saved);
  if (mlp::npz_place(path, "")) return FileKind::npy;
  if (!std::filesystem::is_regular_file(path)) return usual;
  std::array<char, 6> start{};
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), start.size());
  const std::string_view bytes(start.data(), static_cast<std::size_t>(file.gcount()));
  if (bytes == "\x93NUMPY" || bytes.starts_with("PK\x03\x04")) return FileKind::npy;
  if (mlp::is_gzip(bytes) || usual == FileKind::libsvm) return usual;
  return bytes.starts_with(std::string_view("\0\0", 2)) ? FileKind::idx : FileKind::csv;
}

// Without a header, columns are called column_1, column_2, …
static bool names_come_from_header(const Model& model) {
  return !std::all_of(model.input_names.begin(), model.input_names.end(),
                      [](const std::string& name) { return name.starts_with("column_"); });
}

// The column that weighs the rows on which the run is evaluated without --data.
static std::optional<std::string> weight_column(const mlp::DataConfig& data) {
  const std::optional<mlp::Holdout>& held_out = data.test ? data.test : data.validation;
  if (held_out && std::holds_alternative<CsvSource>(*held_out))
    return std::get<CsvSource>(*held_out).sample_weight;
  const auto* const trained_on = std::get_if<CsvSource>(&data.train);
  return trained_on ? trained_on->sample_weight : std::nullopt;
}

static CsvSource csv_source(const std::string& path, const SavedModel& saved) {
  CsvSource source;
  source.path = path;
  source.header = names_come_from_header(saved.model);
  if (!saved.config) return source;
  if (const auto* trained_on = std::get_if<CsvSource>(&saved.config->data.train)) {
    source.header = trained_on->header;
    source.delimiter = trained_on->delimiter;
  }
  return source;
}

static void refuse_kept(const InputFile& file, const std::string& format) {
  if (file.kept.empty()) return;
  throw mlp::ConfigError("--keep: expected none with " + format + ", got " + file.kept.front(),
                         format + " has no columns of text");
}

// Inputs and targets are two files.
static mlp::Dataset read_arrays(const InputFile& file, FileKind kind, const Model& model,
                                const mlp::ColumnPlan& plan) {
  const std::string format = kind == FileKind::idx ? "IDX" : "npy";
  if (!model.input_names.empty()) {
    throw DataError(file.inputs + ": expected CSV with named columns, got " + format,
                    "the model was trained on a table");
  }
  refuse_kept(file, format);
  if (file.targets_wanted && file.targets.empty()) {
    throw mlp::ConfigError("--targets: expected the file of labels beside " + file.inputs + ", got none",
                           "in " + format + ", inputs and labels are two files");
  }
  mlp::Dataset data =
      kind == FileKind::idx
          ? read_source(IdxSource{.inputs = file.inputs, .targets = file.targets}, plan, "")
          : read_source(mlp::NpySource{.inputs = file.inputs, .targets = file.targets}, plan, "");
  if (data.has_bytes() != model.image_bytes) {
    throw DataError(file.inputs + ": expected " + (model.image_bytes ? "bytes" : "numbers") +
                    " as in training, got " + (data.has_bytes() ? "bytes" : "numbers"));
  }
  return data;
}

static mlp::Dataset read_csv(const InputFile& file, const SavedModel& saved, mlp::ColumnPlan plan) {
  if (saved.model.image_bytes) {
    throw DataError(file.inputs + ": expected IDX images, got another kind of file",
                    "the model was trained on images of bytes");
  }
  if (!file.targets.empty()) {
    throw mlp::ConfigError("--targets: expected none with CSV, got " + file.targets,
                           "in CSV the target is a column of the file itself");
  }
  // A target that is not wanted is not looked at: it may hold anything.
  const bool inputs_are_known = !plan.input_names.empty();
  const bool reads_targets = file.targets_wanted || file.targets_read;
  if (!reads_targets && inputs_are_known) plan.target_names.clear();
  CsvSource source = csv_source(file.inputs, saved);
  if (reads_targets && saved.config) source.sample_weight = weight_column(saved.config->data);
  plan.weight_optional = true;
  mlp::Dataset data = read_source(source, plan, "");
  if (source.sample_weight && data.has_targets() && data.weights.empty()) {
    say("mlp: " + file.inputs + ": no column \"" + *source.sample_weight +
        "\" of sample weights, so every row weighs the same\n");
  }
  return data;
}

void say_what_was_dropped(const mlp::Dataset& data) {
  if (data.dropped.empty()) return;
  say("mlp: " + data.file + ": left out " + count_text(std::ssize(data.dropped), "row") +
      " without a value in a column that drops such rows, the first of them row " +
      count_text(data.dropped.front() + 1) + "\n");
}

mlp::Dataset read_input_file(const InputFile& file, const SavedModel& saved) {
  mlp::ColumnPlan plan = saved.model.column_plan();
  plan.target_optional = !file.targets_wanted;
  plan.kept = file.kept;
  const FileKind kind = kind_of_file(file.inputs, saved);
  if (kind == FileKind::csv) return read_csv(file, saved, plan);
  if (kind != FileKind::libsvm) return read_arrays(file, kind, saved.model, plan);
  refuse_kept(file, "libsvm");
  return read_source(mlp::LibsvmSource{.path = file.inputs}, plan, "");
}
