// mlp inspect RUN|MODEL: what is in a model.
#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "arguments/config_options.hpp"
#include "arguments/input_file.hpp"
#include "arguments/saved_model.hpp"
#include "io/field_writer.hpp"
#include "mlp/base/error.hpp"
#include "mlp/train/trainer.hpp"
#include "model/parameter_tensors.hpp"
#include "run/run_json.hpp"
#include "tables/column_table.hpp"
#include "tables/health_table.hpp"
#include "tables/number_text.hpp"
#include "tables/summaries.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

using mlp::Index;
using mlp::Model;
using mlp::ParameterLayout;
using mlp::ParameterTensor;
using nlohmann::ordered_json;

struct InspectOptions {
  std::string model;
  bool health = false;
  std::string data;
  std::string targets;
  bool json = false;
};

// Over the values of one tensor, in double.
struct Statistics {
  double min = 0.0, max = 0.0, mean = 0.0, deviation = 0.0;
  Index zeros = 0;
};

Statistics statistics_of(const float* values, Index count) {
  Statistics result;
  const auto [low, high] = std::minmax_element(values, values + count);
  result.min = *low;
  result.max = *high;
  double sum = 0.0, squares = 0.0;
  for (Index i = 0; i < count; ++i) sum += values[i];
  result.mean = sum / static_cast<double>(count);
  for (Index i = 0; i < count; ++i) squares += (values[i] - result.mean) * (values[i] - result.mean);
  result.deviation = std::sqrt(squares / static_cast<double>(count));
  result.zeros = std::count(values, values + count, 0.0f);
  return result;
}

Statistics statistics_of(const Model& model, const ParameterTensor& tensor) {
  return statistics_of(model.parameters.data() + tensor.offset, tensor.size());
}

std::string shape_text(const ParameterTensor& tensor) {
  return count_text(tensor.rows) + (tensor.is_weight ? " x " + count_text(tensor.columns) : "");
}

std::string tensors_text(const Model& model) {
  TextTable table({{"tensor", Align::left},
                   {"shape", Align::right},
                   {"smallest", Align::right},
                   {"largest", Align::right},
                   {"mean", Align::right},
                   {"deviation", Align::right},
                   {"zeros", Align::right}});
  for (const ParameterTensor& tensor : ParameterLayout(model.architecture).tensors) {
    const Statistics s = statistics_of(model, tensor);
    table.add({tensor.name, shape_text(tensor), value_text(s.min), value_text(s.max), value_text(s.mean),
               value_text(s.deviation), count_text(s.zeros)});
  }
  return table.text();
}

std::string scaling_text(const mlp::ColumnScaling& scaling) {
  if (scaling.is_identity()) return "none";
  return "(x - shift) * scale, for " + count_text(scaling.shift.size(), "column");
}

// In as many rows as it takes, since a row of a table is a line.
void add_wrapped(TextTable& table, const std::string& title, const std::string& text) {
  constexpr int width = 56;
  std::istringstream lines(wrapped(printable(text), width, 0));
  std::string shown = title;
  for (std::string line; std::getline(lines, line); shown.clear()) table.add({shown, line});
}

std::string facts_text(const SavedModel& saved) {
  const Model& model = saved.model;
  const auto names = [](const std::vector<std::string>& list) {
    return list.empty() ? std::string("unnamed") : names_text(list);
  };
  TextTable table({{"", Align::left}, {"", Align::left}});
  table.add({"loss", std::string(name_of(model.loss))});
  add_wrapped(table, "inputs", model.image_bytes ? "bytes of images, as x / 255" : names(model.input_names));
  add_wrapped(table, "target", names(model.target_names));
  if (!model.class_labels.empty()) add_wrapped(table, "classes", names(model.class_labels));
  if (model.decision_threshold)
    table.add({"decision threshold",
               model.class_labels[1] + " from " + value_text(*model.decision_threshold) + " on"});
  table.add({"scaling of inputs", scaling_text(model.input_scaling)});
  if (model.class_labels.empty()) table.add({"scaling of targets", scaling_text(model.target_scaling)});
  table.add({"arithmetic", std::to_string(mlp::arithmetic_number)});
  table.add({"parameters_sha256", model.parameters_sha256()});
  return table.text();
}

ordered_json scaling_json(const mlp::ColumnScaling& scaling) {
  if (scaling.is_identity()) return nullptr;
  ordered_json json;
  json["shift"] = std::vector<float>(scaling.shift.begin(), scaling.shift.end());
  json["scale"] = std::vector<float>(scaling.scale.begin(), scaling.scale.end());
  return json;
}

ordered_json tensors_json(const Model& model) {
  auto list = ordered_json::array();
  for (const ParameterTensor& tensor : ParameterLayout(model.architecture).tensors) {
    const Statistics s = statistics_of(model, tensor);
    list.push_back({{"name", tensor.name},
                    {"shape", shape_of(tensor)},
                    {"min", s.min},
                    {"max", s.max},
                    {"mean", s.mean},
                    {"standard_deviation", s.deviation},
                    {"zeros", s.zeros}});
  }
  return list;
}

ordered_json model_json(const Model& model) {
  return {
      {"arithmetic", mlp::arithmetic_number},
      {"parameters", ParameterLayout(model.architecture).count},
      {"parameters_sha256", model.parameters_sha256()},
      {"layers", mlp::write_fields(model.architecture.layers)},
      {"loss", mlp::write_fields(model.loss)},
      {"input_names", model.input_names},
      {"columns", columns_json(model)},
      {"target_names", model.target_names},
      {"target_columns", target_columns_json(model)},
      {"class_labels", model.class_labels},
      {"decision_threshold", model.decision_threshold ? ordered_json(*model.decision_threshold) : nullptr},
      {"image_bytes", model.image_bytes},
      {"preprocess",
       {{"inputs", scaling_json(model.input_scaling)}, {"targets", scaling_json(model.target_scaling)}}},
      {"tensors", tensors_json(model)}};
}

void inspect_health(const InspectOptions& options, const SavedModel& saved) {
  if (options.data.empty() && !saved.config) {
    throw mlp::ConfigError(saved.path.string() + ": expected --data FILE beside a model file",
                           "a run directory knows its training data; a model file by itself does not");
  }
  mlp::Splits splits;
  mlp::Dataset dataset;
  mlp::RowView rows;
  if (options.data.empty()) {
    splits = load_data(saved);
    rows = splits.train;
  } else {
    dataset =
        read_input_file({.inputs = options.data, .targets = options.targets, .targets_read = true}, saved);
    rows = all_rows(dataset);
  }
  const mlp::HealthReport report = examine(saved.model, rows);
  if (options.json) return print(mlp::page_of(health_json(report)));
  print("Health on " + (options.data.empty() ? "the training data" : options.data) + " (" +
        count_text(rows.size(), "row") + ")\n" + health_text(report));
}

void inspect(const InspectOptions& options) {
  const SavedModel saved = load_saved_model(options.model);
  if (options.health) return inspect_health(options, saved);
  if (options.json) return print(mlp::page_of(model_json(saved.model)));
  print("Layers\n" + layers_text(saved.model.architecture) + "\nParameters\n" + tensors_text(saved.model) +
        "\nModel\n" + facts_text(saved) + columns_text(saved.model));
}

}  // namespace

void add_inspect(CLI::App& program) {
  CLI::App* verb =
      program.add_subcommand("inspect", "Shows what is in a model: layers, weights, scaling, labels");
  verb->footer(R"(  mlp inspect runs/iris
  mlp inspect runs/iris/model.safetensors --json
  mlp inspect runs/mnist --health
  mlp inspect runs/iris --health --data flowers.csv
---
--health examines the model on its training data, or on --data: dead and saturated units, sparsity,
gradients where the rows have targets, and what is wrong in sentences.
)");
  const auto options = std::make_shared<InspectOptions>();
  verb->add_option("RUN", options->model, "a run directory, or a model file")->required();
  CLI::Option* const health =
      verb->add_flag("--health", options->health, "show how well its units are instead");
  verb->add_option("--data", options->data, "with --health, other rows: CSV, or IDX as in training")
      ->option_text("FILE")
      ->needs(health);
  verb->add_option("--targets", options->targets, "for IDX, the file of labels")
      ->option_text("FILE")
      ->needs(health);
  verb->add_flag("--json", options->json, "exact numbers, as JSON");
  verb->callback([options] { inspect(*options); });
}
