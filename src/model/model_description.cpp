#include "model/model_description.hpp"

#include <algorithm>
#include <variant>

#include "data/column_config.hpp"
#include "io/field_reader.hpp"
#include "io/field_writer.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// Where the message says what of the description is wrong.
constexpr std::string_view place = "model";

void expect(bool fits, const std::string& what) {
  if (!fits) throw ConfigError(std::string(place) + ": expected " + what);
}

// JSON holds no other text.
void check_utf8(const std::string& what, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    try {
      nlohmann::json(name).dump();
    } catch (const nlohmann::json::type_error&) {
      throw DataError(what + " \"" + name + "\": expected text in UTF-8, got other bytes",
                      "convert the file to UTF-8, for example with iconv");
    }
  }
}

void check_layers(const Architecture& architecture, const Loss& loss) {
  const std::vector<Layer>& layers = architecture.layers;
  for (std::size_t l = 1; l < layers.size(); ++l) {
    const std::string name = "layer " + std::to_string(l);
    expect(layers[l].inputs == layers[l - 1].units, std::to_string(layers[l - 1].units) + " inputs in " +
                                                        name + ", got " + std::to_string(layers[l].inputs));
    const Activation& below = layers[l - 1].activation;
    expect(!mixes_units(below), std::string(name_of(below)) + " in the last layer only");
  }
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const Layer& layer = layers[l];
    const std::string name = "layer " + std::to_string(l);
    expect(!layer.residual || layer.inputs == layer.units,
           "as many units as inputs in the residual " + name + ", got " + std::to_string(layer.units));
    const bool is_hidden = l + 1 < layers.size();
    expect(is_hidden || !(layer.residual || layer.dropout || layer.normalization),
           "residual, dropout and normalization in hidden layers only");
  }
  const Activation wanted = default_output_activation(loss);
  expect(!fixes_output(loss) || layers.back().activation.index() == wanted.index(),
         "the output activation " + std::string(name_of(wanted)) + " with the loss " +
             std::string(name_of(loss)));
}

void check_names(const ModelDescription& description) {
  const auto count = [](const std::vector<std::string>& names) { return static_cast<Index>(names.size()); };
  const Index inputs = description.architecture.inputs(), outputs = description.architecture.outputs();
  const std::vector<FittedColumn>& columns = description.encoding.columns;
  const Index named = columns.empty() ? inputs : std::ssize(columns);
  expect(count(description.input_names) == named || (columns.empty() && description.input_names.empty()),
         std::to_string(named) + " names of inputs");
  const Index labels = count(description.class_labels);
  const Index targets = target_count(description.loss, outputs);
  expect(output_units(description.loss, targets) == outputs, "another number of outputs than " +
                                                                 std::to_string(outputs) + " with the loss " +
                                                                 std::string(name_of(description.loss)));
  expect(!description.decision_threshold || (labels == 2 && gives_probabilities(description.loss)),
         "a decision threshold only with the probabilities of two classes");
  if (target_kind(description.loss) == TargetKind::classes) {
    expect(labels == targets, std::to_string(targets) + " class labels");
    const auto weights = static_cast<Index>(weights_by_class(description.loss).size());
    expect(weights == 0 || weights == targets, std::to_string(targets) + " class weights");
  } else {
    expect(labels == 0, "no class labels with the loss " + std::string(name_of(description.loss)));
  }
}

// Nothing that fitting does not make, and no place that is not there.
void check_column(const FittedColumn& column) {
  expect(column.config.kind && !std::holds_alternative<IgnoredColumn>(*column.config.kind),
         "a kind of every column");
  const bool has_places = is_categorical(column.config);
  expect(has_places ? column.known_categories() > 0 : column.known_categories() == 0 && !column.has_other,
         "categories of columns of categories only");
  const double most = has_places ? static_cast<double>(column.known_categories()) : 3.4e38;
  const double substitute = column.substitute.value_or(0.0);
  expect(substitute <= most && substitute >= (has_places ? 0.0 : -most),
         "a substitute that the column can have");
  const bool has_line = std::holds_alternative<QuantileNormal>(column.config.transform);
  expect(column.knots.empty() != has_line, "knots of columns that go to a normal distribution only");
  for (std::size_t k = 1; k < column.knots.size(); ++k)
    expect(column.knots[k - 1][0] < column.knots[k][0] && column.knots[k - 1][1] < column.knots[k][1],
           "knots that ascend");
}

void check_inputs(const InputEncoding& encoding, Index inputs) {
  if (encoding.is_identity()) return;
  for (const FittedColumn& column : encoding.columns) check_column(column);
  expect(encoding.features() == inputs, std::to_string(inputs) + " features of the columns");
}

void check_targets(const std::vector<FittedColumn>& columns, const Loss& loss, Index outputs) {
  if (columns.empty()) return;
  expect(target_kind(loss) == TargetKind::numbers && std::ssize(columns) == target_count(loss, outputs),
         "columns of targets for each number that is learned");
  for (const FittedColumn& column : columns) {
    check_column(column);
    expect(std::holds_alternative<NumericColumn>(*column.config.kind) && !column.config.indicator,
           "targets that are numbers");
  }
}

// "activation snake".
template <typename Implementation>
std::string full_name(const Implementation& implementation) {
  return std::string(Implementation::kind) + " " + std::string(implementation.name());
}

std::vector<std::string> extensions_of(const Model& model) {
  std::vector<std::string> names;
  const auto add = [&]<typename A>(const A& held) {
    if constexpr (IsCustom<A>) {
      const std::string name = full_name(*held.implementation);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  };
  for (const Layer& layer : model.architecture.layers) std::visit(add, layer.activation);
  std::visit(add, model.loss);
  return names;
}

std::string full_name(const Extension* extension) {
  if (const auto* activation = dynamic_cast<const ActivationFunction*>(extension))
    return full_name(*activation);
  if (const auto* loss = dynamic_cast<const LossFunction*>(extension)) return full_name(*loss);
  return {};
}

}  // namespace

ModelDescription ModelDescription::of(const Model& model) {
  return {.architecture = model.architecture,
          .loss = model.loss,
          .input_names = model.input_names,
          .target_names = model.target_names,
          .class_labels = model.class_labels,
          .image_bytes = model.image_bytes,
          .encoding = model.encoding,
          .target_columns = model.target_columns,
          .decision_threshold = model.decision_threshold,
          .extensions = extensions_of(model)};
}

std::string to_json(const ModelDescription& description) {
  check_utf8("input name", description.input_names);
  check_utf8("target name", description.target_names);
  check_utf8("class label", description.class_labels);
  for (const FittedColumn& column : description.encoding.columns) {
    check_utf8("category", column.categories);
    check_utf8("category", column.rare);
  }
  nlohmann::ordered_json json = write_fields(description);
  // Programs that know no thresholds read every other model.
  if (!description.decision_threshold) json.erase("decision_threshold");
  if (description.extensions.empty()) json.erase("extensions");
  return json.dump();
}

std::vector<std::string> missing_extensions(std::string_view text, const Extensions& extensions) {
  const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  std::vector<std::string> missing;
  if (!json.is_object() || !json.contains("extensions") || !json["extensions"].is_array()) return missing;
  for (const auto& name : json["extensions"]) {
    const bool is_there = std::any_of(extensions.begin(), extensions.end(),
                                      [&](const auto& each) { return full_name(each.get()) == name; });
    if (!is_there && name.is_string()) missing.push_back(name);
  }
  return missing;
}

ModelDescription parse_model_description(std::string_view text, const Extensions& extensions) {
  ModelDescription description = parse_fields<ModelDescription>(text, place, extensions);
  check_layers(description.architecture, description.loss);
  check_names(description);
  check_inputs(description.encoding, description.architecture.inputs());
  check_targets(description.target_columns, description.loss, description.architecture.outputs());
  return description;
}

}  // namespace mlp
