#include "data/encoded_rows.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "data/categories.hpp"
#include "data/column_config.hpp"
#include "data/dropped_rows.hpp"
#include "data/message.hpp"
#include "data/row_encoder.hpp"
#include "io/disk_numbers.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

class DatasetEncoder {
 public:
  DatasetEncoder(const InputEncoding& encoding, const RowView& rows)
      : encoding_(encoding), rows_(rows), data_(*rows.dataset), encoder_(encoding.columns) {
    const Index columns = std::ssize(encoding.columns);
    if (data_.features != columns || data_.has_bytes())
      throw DataError("inputs: expected " + counted(columns, "column") + " of a table, got " +
                      (data_.has_bytes() ? "images" : std::to_string(data_.features)));
    find_codes();
  }

  Dataset encode() const {
    Dataset encoded;
    encoded.rows = rows_.size();
    encoded.features = encoder_.features();
    const Index count = encoded.rows * encoded.features;
    encoded.disk_folder = data_.disk_folder;
    encoded.values =
        data_.is_on_disk() ? scratch_numbers<float>(data_.disk_folder, count) : FlatBuffer<float>(count);
    std::vector<float> row(static_cast<std::size_t>(data_.features));
    for (Index r = 0; r < rows_.size(); ++r) {
      const Index from = rows_.rows[static_cast<std::size_t>(r)];
      const float* const values = data_.values.data() + from * data_.features;
      for (Index c = 0; c < data_.features; ++c) row[static_cast<std::size_t>(c)] = code_of(c, values[c]);
      const RowEncoder::Problem problem =
          encoder_.encode(row.data(), encoded.values.data() + r * encoded.features);
      if (problem.kind != RowEncoder::Problem::Kind::none) fail(problem, from);
    }
    encoded.outputs = data_.outputs;
    encoded.input_names = encoding_.feature_names(names());
    encoded.target_names = data_.target_names;
    encoded.class_labels = data_.class_labels;
    encoded.numbers = taken(data_.numbers, data_.outputs);
    encoded.weights = taken(data_.weights, 1);
    if (!data_.classes.empty())
      for (const std::int32_t from : rows_.rows)
        encoded.classes.push_back(data_.classes[static_cast<std::size_t>(from)]);
    return encoded;
  }

 private:
  // The data numbers its categories as it met them, the encoding as the training rows did.
  void find_codes() {
    codes_.resize(encoding_.columns.size());
    if (data_.columns.empty()) return;
    const std::vector<DataColumn> known = encoding_.data_columns();
    for (std::size_t c = 0; c < known.size(); ++c) {
      for (const std::int32_t place : places_in(known[c].categories, data_.columns[c].categories))
        codes_[c].push_back(static_cast<float>(place));
    }
  }

  float code_of(Index column, float value) const {
    const std::vector<float>& codes = codes_[static_cast<std::size_t>(column)];
    if (codes.empty() || value != value) return value;
    return codes[static_cast<std::size_t>(value)];
  }

  FlatBuffer<float> taken(const FlatBuffer<float>& from, Index width) const {
    if (from.empty()) return {};
    FlatBuffer<float> some(rows_.size() * width);
    for (Index r = 0; r < rows_.size(); ++r)
      std::copy_n(from.data() + rows_.rows[static_cast<std::size_t>(r)] * width, width,
                  some.data() + r * width);
    return some;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names = data_.input_names;
    names.resize(encoding_.columns.size());
    return names;
  }

  [[noreturn]] void fail(const RowEncoder::Problem& problem, Index row) const {
    const auto c = static_cast<std::size_t>(problem.column);
    const FittedColumn& column = encoding_.columns[c];
    const std::string name = names()[c];
    std::string place = data_.lines.empty()
                            ? "row " + std::to_string(row_in_file(data_, row) + 1)
                            : data_.file + ":" + std::to_string(data_.lines[static_cast<std::size_t>(row)]);
    place += ": column " + in_quotes(name) + ": expected ";
    if (problem.kind == RowEncoder::Problem::Kind::missing) {
      throw DataError(place + "a value, got a missing one",
                      "the model was trained on rows that have one: leave the row out, or train with " +
                          column_entry(name, R"({"missing": "median"})"));
    }
    const float value = data_.values[row * data_.features + problem.column];
    const bool is_named = value == value && !data_.columns.empty();
    const std::string got = is_named ? in_quotes(data_.columns[c].categories[static_cast<std::size_t>(value)])
                            : value == value ? number_text(value)
                                             : "a missing value";
    if (!column.config.categories.empty()) fail_beside_the_list(column, place, name, got);
    throw DataError(
        place + "a category that training rows have (" + listed(column.categories) + "), got " + got,
        "train with " + column_entry(name, R"({"unseen": "other", "min_count": 2})") +
            ", or \"unseen\": \"ignore\"");
  }

  // The list is the config's own, whatever the training rows hold.
  [[noreturn]] void fail_beside_the_list(const FittedColumn& column, const std::string& place,
                                         const std::string& name, const std::string& got) const {
    throw DataError(place + "a category that /data/columns/" + name + "/categories lists (" +
                        listed(column.config.categories) + "), got " + got,
                    "add it to the list, which is all that the network knows, or train with " +
                        column_entry(name, R"({"unseen": "ignore"})"));
  }

  const InputEncoding& encoding_;
  const RowView& rows_;
  const Dataset& data_;
  const RowEncoder encoder_;
  std::vector<std::vector<float>> codes_;  // by the data's own; empty: the same
};

void check_outputs(Index expected, Index outputs) {
  if (expected == outputs) return;
  throw DataError("targets: expected " + std::to_string(expected) + " numbers a row, got " +
                  std::to_string(outputs));
}

}  // namespace

EncodedRows::EncodedRows(const InputEncoding& encoding, const RowView& rows) : given_(&rows) {
  if (encoding.is_identity() || rows.dataset == nullptr) return;
  own_ = std::make_unique<Dataset>(DatasetEncoder(encoding, rows).encode());
  own_view_ = all_rows(*own_);
}

EncodedRows::EncodedRows(const InputEncoding& encoding, const std::vector<FittedColumn>& targets,
                         const RowView& rows)
    : EncodedRows(encoding, rows) {
  if (targets.empty() || view().dataset == nullptr) return;
  const Dataset& data = *view().dataset;
  if (data.numbers.empty()) return;
  check_outputs(std::ssize(targets), data.outputs);
  const RowEncoder encoder(targets);
  learned_ = FlatBuffer<float>(data.numbers.size());
  for (const std::int32_t row : view().rows) {
    const Index first = row * data.outputs;
    // Targets have no gaps, so nothing is refused.
    std::ignore = encoder.encode(data.numbers.data() + first, learned_.data() + first);
  }
}

}  // namespace mlp
