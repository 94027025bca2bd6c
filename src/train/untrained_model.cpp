#include "train/untrained_model.hpp"

#include <string>
#include <variant>

#include "mlp/base/error.hpp"
#include "model/model_description.hpp"
#include "train/class_metrics.hpp"
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
    return dataset.outputs;
  }
  if (dataset.classes.empty())
    throw DataError("targets: expected classes for the loss " + loss_name + ", got none");
  const auto classes = static_cast<Index>(dataset.class_labels.size());
  if (classes < 2) throw DataError("targets: expected two classes or more, got " + std::to_string(classes));
  if (!std::holds_alternative<BinaryCrossEntropy>(loss)) return classes;
  if (classes != 2) {
    throw DataError("targets: expected two classes for binary_cross_entropy, got " + std::to_string(classes),
                    "use cross_entropy for more than two");
  }
  return 1;
}

}  // namespace

Model untrained_model(const Recipe& recipe, const RowView& rows, const PreprocessConfig& preprocess,
                      const Model* start) {
  const Dataset& dataset = *rows.dataset;
  const Scaling usual = dataset.has_bytes() ? Scaling(NoScaling{}) : Scaling(Standardize{});
  Model model;
  model.loss = recipe.loss;
  model.architecture = build_architecture(recipe.model, dataset.features, outputs_for(recipe.loss, dataset));
  model.input_names = dataset.input_names;
  model.target_names = dataset.target_names;
  model.class_labels = dataset.class_labels;
  model.image_bytes = dataset.has_bytes();
  const bool same_output =
      start && inheritance(model, *start, recipe.model.start_from.value_or("the model")).with_output();
  model.input_scaling = start ? start->input_scaling : fit_inputs(preprocess.inputs.value_or(usual), rows);
  if (target_kind(recipe.loss) == TargetKind::numbers)
    model.target_scaling = same_output ? start->target_scaling : fit_targets(preprocess.targets, rows);
  positive_classes(recipe.metrics, model.class_labels);  // throws where one is missing
  to_json(ModelDescription::of(model));                  // what could not be saved is not trained either
  return model;
}

}  // namespace mlp
