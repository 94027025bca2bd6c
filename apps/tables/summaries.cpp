#include "tables/summaries.hpp"

#include <algorithm>
#include <cstdint>

#include "tables/number_text.hpp"
#include "tables/text_table.hpp"
#include "train/training_length.hpp"

using mlp::Architecture;
using mlp::Dataset;
using mlp::Index;
using mlp::Layer;
using mlp::ParameterLayout;
using mlp::Recipe;
using mlp::RowView;
using mlp::Splits;

static constexpr std::size_t longest_list = 20;
static constexpr int page_width = 78;

// "layer_norm, relu, residual, dropout 0.2": what follows the affine map.
static std::string stages_text(const Layer& layer) {
  std::string text = layer.normalization ? std::string(name_of(*layer.normalization)) + ", " : "";
  text += name_of(layer.activation);
  if (layer.residual) text += ", residual";
  if (layer.dropout)
    text += ", " + std::string(name_of(*layer.dropout)) + " " + value_text(rate_of(*layer.dropout));
  return text;
}

std::string layers_text(const Architecture& architecture) {
  TextTable table({{"layer", Align::left},
                   {"inputs", Align::right},
                   {"units", Align::right},
                   {"activation", Align::left},
                   {"parameters", Align::right}});
  const ParameterLayout layout(architecture);
  for (std::size_t l = 0; l < architecture.layers.size(); ++l) {
    const Layer& layer = architecture.layers[l];
    Index parameters = layer.units * (layer.inputs + 1);
    for (const mlp::ParameterTensor& tensor : layout.further(static_cast<Index>(l)))
      parameters += tensor.size();
    table.add({"layers." + std::to_string(l), count_text(layer.inputs), count_text(layer.units),
               stages_text(layer), count_text(parameters)});
  }
  table.add({"all", "", "", "", count_text(layout.count)});
  return table.text();
}

// Each sample of a batch keeps its inputs and, for every unit, its value and the loss's slope; more where
// it is normalized, dropped or skipped.
double training_bytes(const Architecture& architecture, const Recipe& recipe, Index rows) {
  const auto buffer = static_cast<double>(ParameterLayout(architecture).size);
  const mlp::TrainingConfig& training = recipe.training;
  // Watched steps need a whole gradient, and the parameters as they were.
  const bool watches_steps = recipe.health.every_epochs > 0 && !is_full_batch(recipe.optimizer);
  const bool keeps_gradient =
      watches_steps || (training.gradient_clipping && needs_whole_gradient(*training.gradient_clipping));
  const double buffers = 1.0 + slot_count(recipe.optimizer) + (training.early_stopping ? 1.0 : 0.0) +
                         (training.ema ? 1.0 : 0.0) + (keeps_gradient ? 1.0 : 0.0) +
                         (watches_steps ? 1.0 : 0.0) + (is_full_batch(recipe.optimizer) ? 3.0 : 0.0);
  auto per_sample = static_cast<double>(architecture.inputs());
  for (const Layer& layer : architecture.layers) {
    const double buffers_of_layer = layer.is_plain() ? 2.0 : layer.normalization ? 5.0 : 4.0;
    per_sample += buffers_of_layer * static_cast<double>(layer.units);
  }
  return (buffers * buffer + static_cast<double>(batch_size_for(training, rows)) * per_sample) *
         sizeof(float);
}

std::string model_summary(const Architecture& architecture, const Recipe& recipe, Index rows) {
  const auto bytes = static_cast<double>(ParameterLayout(architecture).count) * sizeof(float);
  return "Model\n" + layers_text(architecture) + "  The parameters take " + memory_text(bytes) +
         "; training takes about " + memory_text(training_bytes(architecture, recipe, rows)) +
         " besides the data.\n";
}

std::string rows_text(const Splits& splits) {
  std::string text = count_text(splits.train.size(), "row") + " to train on";
  if (splits.validation.size() > 0) text += ", " + count_text(splits.validation.size()) + " for validation";
  if (splits.test.size() > 0) text += ", " + count_text(splits.test.size()) + " for testing";
  return text;
}

std::string names_text(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), longest_list); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > longest_list) {
    text += ", and " + count_text(static_cast<Index>(names.size() - longest_list)) + " more";
  }
  return text;
}

static std::string count_or_dash(const RowView& rows, std::size_t label) {
  if (rows.size() == 0) return "-";
  const std::vector<std::int32_t>& classes = rows.dataset->classes;
  return count_text(std::count_if(rows.rows.begin(), rows.rows.end(), [&](std::int32_t row) {
    return classes[static_cast<std::size_t>(row)] == static_cast<std::int32_t>(label);
  }));
}

static std::string classes_text(const Splits& splits) {
  const std::vector<std::string>& labels = splits.train.dataset->class_labels;
  TextTable table({{"class", Align::left},
                   {"training", Align::right},
                   {"validation", Align::right},
                   {"test", Align::right}});
  for (std::size_t k = 0; k < std::min(labels.size(), longest_list); ++k) {
    table.add({labels[k], count_or_dash(splits.train, k), count_or_dash(splits.validation, k),
               count_or_dash(splits.test, k)});
  }
  std::string text = "\n" + table.text();
  if (labels.size() > longest_list) {
    text += "  and " + count_text(static_cast<Index>(labels.size() - longest_list)) + " more classes\n";
  }
  return text;
}

static std::string numbers_text(const Splits& splits) {
  const Dataset& data = *splits.train.dataset;
  TextTable table({{"target", Align::left}, {"smallest", Align::right}, {"largest", Align::right}});
  for (Index k = 0; k < data.outputs; ++k) {
    const auto value = [&](std::int32_t row) { return data.numbers[row * data.outputs + k]; };
    const auto [low, high] =
        std::minmax_element(splits.train.rows.begin(), splits.train.rows.end(),
                            [&](std::int32_t a, std::int32_t b) { return value(a) < value(b); });
    table.add(
        {data.target_names[static_cast<std::size_t>(k)], value_text(value(*low)), value_text(value(*high))});
  }
  return "\n" + table.text();
}

std::string data_summary(const Splits& splits) {
  const Dataset& data = *splits.train.dataset;
  const std::string inputs = data.has_bytes() ? "bytes of images, as x / 255" : names_text(data.input_names);
  const std::string target = data.target_names.empty() ? "the labels" : names_text(data.target_names);
  constexpr int indent = 11;
  return "Data\n  rows     " + rows_text(splits) + "\n  inputs   " +
         wrapped(count_text(data.features) + ": " + inputs, page_width, indent) + "\n  target   " +
         wrapped(target, page_width, indent) + "\n" +
         (data.classes.empty() ? numbers_text(splits) : classes_text(splits));
}
