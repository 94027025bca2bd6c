#include "input_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <variant>

#include "io/gzip.hpp"
#include "mlp/base/error.hpp"
#include "number_text.hpp"
#include "output.hpp"

using mlp::CsvSource;
using mlp::DataError;
using mlp::IdxSource;
using mlp::Model;

// IDX begins with two zero bytes; a packed file holds what the model was trained on.
static bool looks_like_idx(const std::string& path, const Model& model) {
  std::array<char, 2> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  const std::string_view bytes(start.data(), start.size());
  if (mlp::is_gzip(bytes)) return model.input_names.empty();
  return bytes == std::string_view("\0\0", 2);
}

// Without a header, columns are called column_1, column_2, …
static bool names_come_from_header(const Model& model) {
  return !std::all_of(model.input_names.begin(), model.input_names.end(),
                      [](const std::string& name) { return name.starts_with("column_"); });
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

static mlp::Dataset read_idx(const InputFile& file, const Model& model, const mlp::ColumnPlan& plan) {
  if (!model.input_names.empty()) {
    throw DataError(file.inputs + ": expected CSV with named columns, got IDX",
                    "the model was trained on a table");
  }
  if (!file.kept.empty()) {
    throw mlp::ConfigError("--keep: expected none with IDX, got " + file.kept.front(),
                           "images have no columns");
  }
  if (file.targets_wanted && file.targets.empty()) {
    throw mlp::ConfigError("--targets: expected the file of labels beside " + file.inputs + ", got none",
                           "in IDX, images and labels are two files");
  }
  mlp::Dataset data = read_source(IdxSource{.inputs = file.inputs, .targets = file.targets}, plan, "");
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
  if (!file.targets_wanted && !file.targets_read && inputs_are_known) plan.target_names.clear();
  return read_source(csv_source(file.inputs, saved), plan, "");
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
  // What is no plain file (a pipe, or nothing at all) can not be looked at before it is read.
  const bool is_plain = std::filesystem::is_regular_file(file.inputs);
  const bool is_idx = is_plain ? looks_like_idx(file.inputs, saved.model) : saved.model.image_bytes;
  return is_idx ? read_idx(file, saved.model, plan) : read_csv(file, saved, plan);
}
