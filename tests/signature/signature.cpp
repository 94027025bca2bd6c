#include "signature/signature.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <variant>

#include "fitting_targets.hpp"
#include "mlp/base/random.hpp"
#include "mlp/base/team.hpp"
#include "mlp/train/trainer.hpp"
#include "nn/initialisation.hpp"
#include "train/state.hpp"
#include "train/untrained_model.hpp"

namespace mlp {
namespace {

template <typename T>
void append(std::string& bytes, const T* values, Index count) {
  bytes.append(reinterpret_cast<const char*>(values), static_cast<std::size_t>(count) * sizeof(T));
}

void append_tensors(std::string& bytes, const ParameterLayout& layout, const float* buffer) {
  for (const ParameterTensor& tensor : layout.tensors) append(bytes, buffer + tensor.offset, tensor.size());
}

void append_scores(std::string& bytes, const Scores& scores) {
  append(bytes, &scores.loss, 1);
  for (const auto& [name, value] : scores.metrics) append(bytes, &value, 1);
}

// Draws in [−1, 1).
float drawn(std::uint32_t row, std::uint32_t column) {
  return 2.0f * uniform(draw_word(3, {.purpose = Purpose::noise, .sample = row}, column)) - 1.0f;
}

// A category for a draw where the column has some; every seventh value is missing where it may be.
void fit_to_column(Dataset& dataset, Index at) {
  const DataColumn& column = dataset.columns[static_cast<std::size_t>(at % dataset.features)];
  float& value = dataset.values[at];
  const auto categories = static_cast<float>(column.categories.size());
  if (categories > 0.0f) value = static_cast<float>(static_cast<int>((value + 1.0f) / 2.0f * categories));
  const bool may_be_missing = !std::holds_alternative<RefuseMissing>(column.config.missing);
  if (may_be_missing && at % 7 == 0) value = std::numeric_limits<float>::quiet_NaN();
}

// Each row's class, or numbers, follow from its first two inputs, so that they can be learned.
Dataset dataset_of(const SignatureCase& one) {
  Dataset dataset;
  dataset.rows = one.rows;
  dataset.features = one.features;
  const Index values = one.rows * one.features;
  one.of_bytes ? void(dataset.bytes = FlatBuffer<std::uint8_t>(values))
               : void(dataset.values = FlatBuffer<float>(values));
  const bool classes = target_kind(one.recipe.loss) == TargetKind::classes;
  const bool two_classes = traits_of(one.recipe.loss).units == OutputUnits::one_for_two_classes;
  const Index labels = two_classes ? 2 : one.outputs;
  if (one.of_weights) dataset.weights = FlatBuffer<float>(one.rows);
  if (classes) {
    for (Index k = 0; k < labels; ++k) dataset.class_labels.push_back(std::to_string(k));
  } else {
    dataset.outputs = one.outputs;
    dataset.numbers = FlatBuffer<float>(one.rows * one.outputs);
    for (Index k = 0; k < one.outputs; ++k) dataset.target_names.push_back("target_" + std::to_string(k));
  }
  for (Index row = 0; row < one.rows; ++row) {
    const auto number = static_cast<std::uint32_t>(row);
    for (Index column = 0; column < one.features; ++column) {
      const float value = drawn(number, static_cast<std::uint32_t>(column));
      const Index at = row * one.features + column;
      if (one.of_bytes) {
        dataset.bytes[at] = static_cast<std::uint8_t>((value + 1.0f) * 127.5f);
      } else {
        dataset.values[at] = value;
      }
    }
    if (classes) {
      const float share = (drawn(number, 0) + drawn(number, 1) + 2.0f) / 4.0f;
      dataset.classes.push_back(static_cast<std::int32_t>(share * static_cast<float>(labels)));
    }
    for (Index k = 0; k < dataset.outputs; ++k) {
      const auto scale = static_cast<float>(k + 1);
      dataset.numbers[row * dataset.outputs + k] = scale * drawn(number, 0) - drawn(number, 1) / scale;
    }
    if (dataset.outputs > 0)
      make_fitting(one.recipe.loss, dataset.numbers.data() + row * dataset.outputs, dataset.outputs);
    if (one.of_weights) dataset.weights[row] = drawn(number, 2) + 1.0f;
  }
  dataset.columns = one.columns;
  dataset.target_columns = one.target_columns;
  for (const DataColumn& column : one.columns)
    dataset.input_names.push_back(std::string(name_of(*column.config.kind)));
  for (Index at = 0; !one.columns.empty() && at < values; ++at) fit_to_column(dataset, at);
  return dataset;
}

RowView rows_of(const Dataset& dataset, Index first, Index end) {
  RowView view{.dataset = &dataset, .rows = {}};
  for (Index row = first; row < end; ++row) view.rows.push_back(static_cast<std::int32_t>(row));
  return view;
}

class Witness : public Observer {
 public:
  Witness(const ParameterLayout& layout, Signature& signature) : layout_(layout), signature_(signature) {}

  Wish wish() override { return Wish::checkpoint; }
  void on_checkpoint(const TrainState& state) override {
    append_tensors(signature_.steps, layout_, state.parameters.data());
    for (Index first = 0; first < state.slots.size(); first += layout_.size)
      append_tensors(signature_.steps, layout_, state.slots.data() + first);
    if (!state.averages.empty()) append_tensors(signature_.steps, layout_, state.averages.data());
    const double loss = state.running.mean_loss();
    append(signature_.steps, &loss, 1);
  }
  void on_epoch(const EpochReport& report) override {
    append(signature_.epochs, &report.learning_rate, 1);
    append_scores(signature_.epochs, report.train);
    append_scores(signature_.epochs, *report.validation);
  }

 private:
  const ParameterLayout& layout_;
  Signature& signature_;
};

}  // namespace

Signature signature_of(const SignatureCase& one, int threads) {
  const Dataset dataset = dataset_of(one);
  const Index held_out = one.rows / 5;
  const RowView rows = rows_of(dataset, held_out, one.rows), validation = rows_of(dataset, 0, held_out);
  const PreprocessConfig preprocess{.inputs = one.inputs, .targets = one.targets};
  const Recipe recipe = resolved(one.recipe, true);

  Signature signature;
  const Network network(untrained_model(recipe, rows, preprocess).architecture, recipe.loss);
  {
    Team team(threads);
    append_tensors(signature.initial, network.layout, initial_parameters(network, recipe.seed, team).data());
  }
  Witness witness(network.layout, signature);
  const TrainResult result =
      train(recipe, rows, validation, {.preprocess = preprocess, .threads = threads, .observer = &witness});
  append_tensors(signature.trained, network.layout, result.model.parameters.data());
  const Predictions predictions = evaluate(result.model, recipe.metrics, validation, threads).predictions;
  append(signature.predictions, predictions.values.data(), predictions.values.size());
  return signature;
}

}  // namespace mlp
