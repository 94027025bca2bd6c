#include "data/table_cache.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "io/digest.hpp"
#include "io/disk_numbers.hpp"
#include "io/field_reader.hpp"
#include "io/field_writer.hpp"
#include "io/safetensors.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

using nlohmann::ordered_json;

// To be raised whenever reading a table, or what is written here, changes.
constexpr int format_version = 1;

struct TableColumn {
  ColumnConfig config;
  std::vector<std::string> categories;
  static void fields(auto& self, auto& field) {
    field("config", self.config, anything.required(), "");
    field("categories", self.categories, anything.left_out_when_unset(), "");
  }
};

// All of a table but its numbers.
struct TableDescription {
  Index rows = 0;
  Index features = 0;
  Index outputs = 0;
  std::vector<std::string> input_names, target_names, class_labels;
  std::vector<TableColumn> columns;
  std::vector<ColumnConfig> target_columns;
  std::vector<Index> dropped;
  static void fields(auto& self, auto& field) {
    field("rows", self.rows, at_least(1).required(), "");
    field("features", self.features, at_least(1).required(), "");
    field("outputs", self.outputs, anything, "");
    field("input_names", self.input_names, anything, "");
    field("target_names", self.target_names, anything, "");
    field("class_labels", self.class_labels, anything, "");
    field("columns", self.columns, anything, "");
    field("target_columns", self.target_columns, anything, "");
    field("dropped", self.dropped, anything, "");
  }
};

std::vector<TableColumn> described(const std::vector<DataColumn>& columns) {
  std::vector<TableColumn> described;
  for (const DataColumn& column : columns) described.push_back({column.config, column.categories});
  return described;
}

template <typename T>
void copy_to(T* to, const TensorView& tensor) {
  std::memcpy(to, tensor.bytes.data(), tensor.bytes.size());
}

}  // namespace

std::string table_key(const std::vector<std::string>& digests, const CsvSource& source,
                      const ColumnPlan& plan) {
  CsvSource rules = source;
  rules.path.clear();
  rules.path_list.clear();
  const ordered_json whole{{"format", format_version},
                           {"files", digests},
                           {"source", write_fields(rules)},
                           {"inputs", plan.input_names},
                           {"targets", plan.target_names},
                           {"classes", plan.class_labels},
                           {"numbers", plan.target_kind == TargetKind::numbers},
                           {"target_optional", plan.target_optional},
                           {"weight_optional", plan.weight_optional},
                           {"features", plan.features},
                           {"kept", plan.kept},
                           {"columns", write_fields(described(plan.columns))},
                           {"settings", write_fields(plan.settings)},
                           {"missing_markers", plan.missing_markers}};
  return sha256_hex(whole.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

TableCache::TableCache(std::filesystem::path folder, const std::string& key)
    : folder_(std::move(folder)), path_(folder_ / (key.substr(0, 32) + ".safetensors")) {}

Dataset TableCache::keep(const Dataset& table) const {
  const TableDescription description{.rows = table.rows,
                                     .features = table.features,
                                     .outputs = table.outputs,
                                     .input_names = table.input_names,
                                     .target_names = table.target_names,
                                     .class_labels = table.class_labels,
                                     .columns = described(table.columns),
                                     .target_columns = table.target_columns,
                                     .dropped = table.dropped};
  std::vector<TensorView> tensors{{.name = "inputs",
                                   .type = TensorType::f32,
                                   .shape = {table.rows, table.features},
                                   .bytes = bytes_of(table.values.data(), table.values.size())}};
  const auto add = [&](const char* name, TensorType type, const auto& list, Index width) {
    const Index count = std::ssize(list);
    if (count > 0)
      tensors.push_back({.name = name,
                         .type = type,
                         .shape = {count / width, width},
                         .bytes = bytes_of(list.data(), count)});
  };
  add("classes", TensorType::i32, table.classes, 1);
  add("numbers", TensorType::f32, std::span<const float>(table.numbers), std::max<Index>(1, table.outputs));
  add("weights", TensorType::f32, std::span<const float>(table.weights), 1);
  add("lines", TensorType::i64, table.lines, 1);
  write_safetensors(path_, {{"table", write_fields(description).dump()}}, tensors);
  std::optional<Dataset> kept = find();
  if (!kept) throw IoError(path_.string() + ": cannot read what was just written");
  return std::move(*kept);
}

std::optional<Dataset> TableCache::find() const {
  if (!std::filesystem::exists(path_)) return std::nullopt;
  try {
    const SafetensorsFile file(path_);
    TableDescription description;
    std::vector<JsonProblem> problems;
    const auto text = file.metadata().find("table");
    if (text == file.metadata().end()) return std::nullopt;
    read_fields(parse_json(text->second, path_.string(), problems), description, problems);
    throw_problems(problems, path_.string());

    Dataset table;
    table.rows = description.rows;
    table.features = description.features;
    table.outputs = description.outputs;
    table.input_names = std::move(description.input_names);
    table.target_names = std::move(description.target_names);
    table.class_labels = std::move(description.class_labels);
    for (TableColumn& column : description.columns)
      table.columns.push_back({std::move(column.config), std::move(column.categories)});
    table.target_columns = std::move(description.target_columns);
    table.dropped = std::move(description.dropped);

    const Index rows = table.rows;
    const TensorView& inputs = file.tensor("inputs", TensorType::f32, {rows, table.features});
    table.values = stored_numbers<float>(path_, file.offset_of(inputs), rows * table.features);
    table.disk_folder = folder_;
    if (file.has("classes")) {
      table.classes.resize(static_cast<std::size_t>(rows));
      copy_to(table.classes.data(), file.tensor("classes", TensorType::i32, {rows, 1}));
    }
    if (file.has("numbers")) {
      table.numbers = FlatBuffer<float>(rows * table.outputs);
      copy_to(table.numbers.data(), file.tensor("numbers", TensorType::f32, {rows, table.outputs}));
    }
    if (file.has("weights")) {
      table.weights = FlatBuffer<float>(rows);
      copy_to(table.weights.data(), file.tensor("weights", TensorType::f32, {rows, 1}));
    }
    if (file.has("lines")) {
      table.lines.resize(static_cast<std::size_t>(rows));
      copy_to(table.lines.data(), file.tensor("lines", TensorType::i64, {rows, 1}));
    }
    return table;
  } catch (const CorruptFile&) {
    return std::nullopt;
  } catch (const ConfigError&) {
    return std::nullopt;
  }
}

}  // namespace mlp
