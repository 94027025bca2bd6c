#include "train/untrained_model.hpp"

#include <string>
#include <variant>

#include "data/encoded_rows.hpp"
#include "data/feature_scalings.hpp"
#include "data/message.hpp"
#include "mlp/base/error.hpp"
#include "model/model_description.hpp"
#include "model/target_check.hpp"
#include "train/class_metrics.hpp"
#include "train/pictures.hpp"
#include "train/starting_point.hpp"

namespace mlp {
namespace {

// One unit per class, one for two classes, or one per number.
// Throws DataError when the targets cannot be learned with this loss.
Index outputs_for(const Loss& loss, const Dataset& dataset) {
  const std::string loss_name(name_of(loss));
  if (target_kind(loss) == TargetKind::numbers) {
    if (dataset.numbers.empty())
      throw DataError("targets: expected numbers for the loss " + loss_name + ", got none");
    return output_units(loss, dataset.outputs);
  }
  if (dataset.classes.empty())
    throw DataError("targets: expected classes for the loss " + loss_name + ", got none");
  const auto classes = static_cast<Index>(dataset.class_labels.size());
  if (classes < 2) throw DataError("targets: expected two classes or more, got " + std::to_string(classes));
  if (traits_of(loss).units == OutputUnits::one_for_two_classes && classes != 2) {
    const bool is_focal = std::holds_alternative<BinaryFocal>(loss);
    throw DataError("targets: expected two classes for " + loss_name + ", got " + std::to_string(classes),
                    is_focal ? "use focal for more than two" : "use cross_entropy for more than two");
  }
  return output_units(loss, classes);
}

ListedWeights balanced_weights(const RowView& rows) {
  const Dataset& dataset = *rows.dataset;
  std::vector<Index> counts(dataset.class_labels.size());
  for (const std::int32_t row : rows.rows)
    ++counts[static_cast<std::size_t>(dataset.classes[static_cast<std::size_t>(row)])];
  ListedWeights weights;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] == 0) {
      throw DataError(
          "targets: expected training rows of every class with balanced class weights, got none of " +
              dataset.class_labels[k],
          "stratify the split, or give /loss/class_weights as a list");
    }
    const double per_class = static_cast<double>(rows.size()) / static_cast<double>(counts.size());
    weights.values.push_back(per_class / static_cast<double>(counts[k]));
  }
  return weights;
}

// The loss with its class weights as a list, or none.
Loss with_class_weights(Loss loss, const RowView& rows) {
  std::visit(
      [&](auto& held) {
        if constexpr (requires { held.class_weights; }) {
          if (std::holds_alternative<BalancedWeights>(held.class_weights))
            held.class_weights = balanced_weights(rows);
          const auto* given = std::get_if<ListedWeights>(&held.class_weights);
          const std::vector<std::string>& labels = rows.dataset->class_labels;
          if (given == nullptr || given->values.size() == labels.size()) return;
          throw ConfigError("/loss/class_weights: expected " + std::to_string(labels.size()) +
                                " weights, one per class, got " + std::to_string(given->values.size()),
                            "the classes are " + mlp::listed(labels));
        }
      },
      loss);
  return loss;
}

[[noreturn]] void refuse_for_targets(const std::string& pointer, const Loss& loss, const std::string& got,
                                     const std::string& hint) {
  throw ConfigError(pointer + ": expected none with the loss " + std::string(name_of(loss)) + ", got " + got,
                    hint);
}

// Numbers that mean something by themselves are not scaled.
void check_target_scaling(const Loss& loss, const Scaling& scaling, const std::string& pointer) {
  if (traits_of(loss).values == TargetValues::any || std::holds_alternative<NoScaling>(scaling)) return;
  refuse_for_targets(pointer, loss, std::string(name_of(scaling)), "its targets must keep their values");
}

// Nor clipped or transformed; and a variance has no way back through a curve.
void check_target_column(const Loss& loss, const ColumnConfig& config, const std::string& pointer) {
  const std::string transform(name_of(config.transform));
  const bool is_transformed = !std::holds_alternative<NoTransform>(config.transform);
  if (traits_of(loss).values != TargetValues::any) {
    constexpr char hint[] = "its targets must keep their values";
    if (config.clip) refuse_for_targets(pointer + "/clip", loss, "one", hint);
    if (is_transformed) refuse_for_targets(pointer + "/transform", loss, transform, hint);
  }
  if (is_transformed && traits_of(loss).predictions == PredictionKind::means_and_variances) {
    refuse_for_targets(pointer + "/transform", loss, transform,
                       "the variances that it predicts cannot be taken back through a curve");
  }
}

void check_target_preprocessing(const Loss& loss, const Dataset& dataset, const Scaling& usual) {
  check_target_scaling(loss, usual, "/data/preprocess/targets");
  for (std::size_t k = 0; k < dataset.target_columns.size(); ++k) {
    const ColumnConfig& config = dataset.target_columns[k];
    const std::string pointer = "/data/columns/" + dataset.target_names[k];
    check_target_column(loss, config, pointer);
    if (config.scaling) check_target_scaling(loss, *config.scaling, pointer + "/scaling");
  }
}

void fit_target_preprocessing(Model& model, const RowView& rows, const Scaling& usual) {
  model.target_columns = fit_target_columns(rows);
  std::vector<Scaling> scalings(static_cast<std::size_t>(rows.dataset->outputs), usual);
  const std::vector<ColumnConfig>& configs = rows.dataset->target_columns;
  for (std::size_t k = 0; k < configs.size(); ++k) scalings[k] = configs[k].scaling.value_or(usual);
  const EncodedRows encoded({}, model.target_columns, rows);
  model.target_scaling = fit_targets(scalings, rows, encoded.learned_numbers());
}

}  // namespace

Model untrained_model(const Recipe& recipe, const RowView& rows, const PreprocessConfig& preprocess,
                      const Model* start) {
  const Dataset& dataset = *rows.dataset;
  const Scaling usual = dataset.has_bytes() ? Scaling(NoScaling{}) : Scaling(Standardize{});
  Model model;
  check_targets(recipe.loss, rows);
  model.loss = with_class_weights(recipe.loss, rows);
  const bool is_alike = start && start->input_columns() == dataset.features;
  const std::string start_name = recipe.model.start_from.value_or("the model");
  if (is_alike) check_start_columns(start->encoding, dataset, start_name);
  model.encoding = is_alike ? start->encoding : fit_encoding(rows);
  const EncodedRows encoded(model.encoding, rows);
  const Index features = encoded.view().dataset->features;
  model.architecture = build_architecture(recipe.model, features, outputs_for(recipe.loss, dataset));
  model.input_names = dataset.input_names;
  model.target_names = dataset.target_names;
  model.class_labels = dataset.class_labels;
  model.image_bytes = dataset.has_bytes();
  const bool same_output = start && inheritance(model, *start, start_name).with_output();
  model.input_scaling =
      start ? start->input_scaling
            : fit_inputs(feature_scalings(model.encoding, dataset, preprocess.inputs.value_or(usual)),
                         encoded.view());
  if (target_kind(recipe.loss) == TargetKind::numbers) {
    check_target_preprocessing(recipe.loss, dataset, preprocess.targets);
    if (same_output) {
      check_start_targets(*start, dataset, start_name);
      model.target_columns = start->target_columns;
      model.target_scaling = start->target_scaling;
    } else {
      fit_target_preprocessing(model, rows, preprocess.targets);
    }
  }
  augmentation_of(recipe.training.augmentation, model, dataset);  // throws where rows are no such pictures
  positive_classes(recipe.metrics, model.class_labels);           // throws where one is missing
  to_json(ModelDescription::of(model));  // what could not be saved is not trained either
  return model;
}

}  // namespace mlp
