// Models that, taken together, have all that an export has to say: every activation, every normalization,
// learned slopes, residual layers, every kind of prediction, scaling of inputs and targets, images, a
// threshold.
#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "alternatives.hpp"
#include "mlp/model/model.hpp"

namespace mlp {

struct ExportCase {
  std::string name;  // fit for a function of C
  Model model;
};

// Numbers in [−1, 1), the same everywhere.
class Scatter {
 public:
  float next() {
    state_ = state_ * 1664525u + 1013904223u;
    return static_cast<float>(state_ >> 8) * 0x1p-23f - 1.0f;
  }

 private:
  std::uint32_t state_ = 1;
};

inline ColumnScaling scaling_of(Index columns, Scatter& scatter) {
  ColumnScaling scaling{.shift = FlatBuffer<float>(columns), .scale = FlatBuffer<float>(columns)};
  for (float& shift : scaling.shift) shift = 3.0f * scatter.next();
  for (float& scale : scaling.scale) scale = 0.25f + std::fabs(scatter.next());
  return scaling;
}

// A model with parameters that nobody has trained.  `targets` are classes or numbers.
inline Model model_of(const ModelConfig& config, const Loss& loss, Index inputs, Index targets) {
  Scatter scatter;
  Model model;
  model.architecture = build_architecture(resolved(config, loss), inputs, output_units(loss, targets));
  model.loss = loss;
  const ParameterLayout layout(model.architecture);
  model.parameters = FlatBuffer<float>(layout.size);
  for (const ParameterTensor& tensor : layout.tensors) {
    const float spread = tensor.is_weight ? 1.5f / std::sqrt(static_cast<float>(tensor.columns)) : 0.5f;
    for (Index i = 0; i < tensor.size(); ++i) {
      float& value = model.parameters[tensor.offset + i];
      value = spread * scatter.next();
      if (tensor.role == TensorRole::gain) value += 1.0f;
      if (tensor.role == TensorRole::running_variance) value = 0.1f + std::fabs(value);
    }
  }
  for (Index i = 0; i < inputs; ++i) model.input_names.push_back("x" + std::to_string(i));
  if (target_kind(loss) == TargetKind::classes) {
    model.target_names = {"kind"};
    for (Index k = 0; k < targets; ++k)
      model.class_labels.push_back(std::string(1, static_cast<char>('a' + k)) + " \"œillet\" */");
  } else {
    for (Index k = 0; k < targets; ++k) model.target_names.push_back("y" + std::to_string(k));
  }
  return model;
}

// The activation of one input, and nothing else: its bits are seen.
inline Model bare_activation(const Activation& activation) {
  ModelConfig config;
  config.hidden = {{.units = 1, .activation = activation}};
  Model model = model_of(config, MeanSquaredError{}, 1, 1);
  const ParameterLayout layout(model.architecture);
  for (const ParameterTensor& tensor : layout.tensors) {
    if (tensor.role == TensorRole::weight) model.parameters[tensor.offset] = 1.0f;
    if (tensor.role == TensorRole::bias) model.parameters[tensor.offset] = 0.0f;
  }
  return model;
}

// Every activation of single numbers, with its defaults and with other settings.
inline std::vector<Activation> activations_of_numbers() {
  std::vector<Activation> all;
  for (const Activation& activation : all_alternatives<Activation>())
    if (!mixes_units(activation)) all.push_back(activation);
  for (const Activation& other :
       {Activation(LeakyRelu{0.3}), Activation(Elu{0.7}), Activation(Celu{0.3}), Activation(Celu{40.0}),
        Activation(Gelu{true}), Activation(Softplus{.beta = 3.0, .threshold = 1.5}),
        Activation(Softplus{.beta = 0.01}), Activation(HardTanh{-0.1, 2.5})})
    all.push_back(other);
  return all;
}

inline std::vector<ExportCase> activation_cases() {
  std::vector<ExportCase> cases;
  for (const Activation& activation : activations_of_numbers())
    cases.push_back({"number_" + std::to_string(cases.size()) + "_" + std::string(name_of(activation)),
                     bare_activation(activation)});
  return cases;
}

// A column of every form; none refuses a value.
inline InputEncoding every_encoding() {
  const FillConstant two{.value = 2.0};
  InputEncoding encoding;
  const auto add = [&](ColumnConfig config, std::optional<double> substitute, int categories, int rare) {
    if (!config.kind) config.kind = NumericColumn{};
    FittedColumn column{.config = config, .substitute = substitute};
    for (int k = 0; k < categories; ++k) column.categories.push_back("category " + std::to_string(k));
    for (int k = 0; k < rare; ++k) column.rare.push_back("rare */ " + std::to_string(k));
    column.has_other = rare > 0 || std::holds_alternative<OtherUnseen>(config.unseen);
    encoding.columns.push_back(std::move(column));
  };
  add({}, std::nullopt, 0, 0);
  add({.missing = two, .indicator = true, .clip = {{-1.0, 2.5}}}, 2.0, 0, 0);
  add({.transform = LogTransform{}}, std::nullopt, 0, 0);
  add({.missing = two, .transform = QuantileNormal{}}, 2.0, 0, 0);
  encoding.columns.back().knots = {{-2.0, -1.5}, {0.25, 0.0}, {0.5, 0.125}, {3.0, 1.5}};
  add({.kind = BooleanColumn{}, .transform = QuantileNormal{}}, std::nullopt, 0, 0);
  encoding.columns.back().knots = {{0.0, 0.5}};
  const ColumnKind words = CategoricalColumn{};
  add({.kind = words, .missing = FillMostFrequent{}, .indicator = true, .unseen = OtherUnseen{}}, 1.0, 2, 1);
  add({.kind = words, .missing = FillMostFrequent{}, .unseen = IgnoreUnseen{}}, 2.0, 2, 1);
  add({.kind = words, .unseen = IgnoreUnseen{}}, std::nullopt, 3, 0);
  add({.kind = words, .encoding = Ordinal{}, .unseen = OtherUnseen{}}, std::nullopt, 3, 1);
  return encoding;
}

inline std::vector<ExportCase> network_cases() {
  std::vector<ExportCase> cases;
  Scatter scatter;
  ModelConfig plain;
  plain.hidden = {{.units = 9, .activation = Tanh{}}, {.units = 5, .activation = Relu{}}};
  const auto add = [&](const std::string& name, const ModelConfig& config, const Loss& loss,
                       Index targets) -> Model& {
    cases.push_back({name, model_of(config, loss, 6, targets)});
    return cases.back().model;
  };
  const auto with_output = [&](const Activation& activation) {
    ModelConfig config = plain;
    config.output.activation = activation;
    return config;
  };
  for (const Loss& loss : all_alternatives<Loss>()) {
    const bool are_classes = target_kind(loss) == TargetKind::classes;
    Model& model = add("loss_" + std::string(name_of(loss)), plain, loss, are_classes ? 2 : 3);
    model.input_scaling = scaling_of(6, scatter);
    const bool scales = !are_classes && traits_of(loss).values == TargetValues::any;
    if (scales) model.target_scaling = scaling_of(3, scatter);
    if (scales) model.target_scaling.scale[1] = 0.0f;
  }
  add("four_classes", plain, CrossEntropy{}, 4);
  add("four_scores", plain, Hinge{}, 4);
  add("threshold", plain, BinaryCrossEntropy{}, 2).decision_threshold = 0.3;
  add("threshold_of_two", plain, CrossEntropy{}, 2).decision_threshold = 0.7;
  add("images", plain, CrossEntropy{}, 3).image_bytes = true;
  add("linear", {}, MeanSquaredError{}, 2);
  add("softmax", with_output(Softmax{}), MeanSquaredError{}, 3);
  add("log_softmax", with_output(LogSoftmax{}), MeanSquaredError{}, 3);
  add("prelu_output", with_output(Prelu{}), MeanSquaredError{}, 3);
  for (const Normalization& normalization : all_alternatives<Normalization>()) {
    ModelConfig config = plain;
    for (HiddenLayerConfig& layer : config.hidden) layer.normalization = normalization;
    add(std::string(name_of(normalization)), config, MeanSquaredError{}, 2);
  }
  ModelConfig of_columns = plain;
  const InputEncoding encoding = every_encoding();
  cases.push_back({"columns", model_of(of_columns, MeanSquaredError{}, encoding.features(), 2)});
  cases.back().model.encoding = encoding;
  cases.back().model.input_names.clear();
  for (std::size_t c = 0; c < encoding.columns.size(); ++c)
    cases.back().model.input_names.push_back("column \"" + std::to_string(c) + "\"");
  cases.back().model.input_scaling = scaling_of(encoding.features(), scatter);
  Model& of_targets = add("targets", plain, MeanSquaredError{}, 4);
  of_targets.target_scaling = scaling_of(4, scatter);
  const ColumnKind number = NumericColumn{};
  of_targets.target_columns = {{.config = {.kind = number, .transform = LogTransform{}}},
                               {.config = {.kind = number, .transform = QuantileNormal{}},
                                .knots = {{-2.0, -1.5}, {0.25, 0.0}, {0.5, 0.125}, {3.0, 1.5}}},
                               {.config = {.kind = number, .clip = {{-1.0, 2.5}}}},
                               {.config = {.kind = number, .transform = LogTransform{}}}};
  of_targets.target_scaling.scale[3] = 0.0f;
  ModelConfig all;
  all.hidden = {
      {.units = 6, .activation = Prelu{}, .normalization = RmsNorm{}, .residual = true},
      {.units = 6, .activation = Mish{}, .normalization = LayerNorm{.epsilon = 0.01}, .residual = true},
      {.units = 6, .activation = Prelu{}, .normalization = BatchNorm{}, .dropout = StandardDropout{}}};
  add("all", all, CrossEntropy{}, 3);
  return cases;
}

// Features × rows, as Model::predict() takes them.
inline FlatBuffer<float> scattered_inputs(const Model& model, Index rows) {
  Scatter scatter;
  const Index columns = model.input_columns();
  FlatBuffer<float> inputs(columns * rows);
  for (Index i = 0; i < inputs.size(); ++i) {
    inputs[i] = 4.0f * scatter.next();
    if (model.image_bytes) inputs[i] = std::floor(std::fabs(inputs[i]) * 63.0f);
    if (model.encoding.is_identity()) continue;
    const bool may_be_missing =
        model.encoding.columns[static_cast<std::size_t>(i % columns)].substitute.has_value();
    if (may_be_missing && inputs[i] > 2.5f) inputs[i] = std::numeric_limits<float>::quiet_NaN();
  }
  return inputs;
}

// A dataset of these inputs.
inline Dataset dataset_of(const Model& model, const FlatBuffer<float>& inputs) {
  Dataset data;
  data.features = model.input_columns();
  data.rows = inputs.size() / data.features;
  if (model.image_bytes) {
    data.bytes = FlatBuffer<std::uint8_t>(inputs.size());
    for (Index i = 0; i < inputs.size(); ++i) data.bytes[i] = static_cast<std::uint8_t>(inputs[i]);
  } else {
    data.values = inputs;
  }
  return data;
}

}  // namespace mlp
