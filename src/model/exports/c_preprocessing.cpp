#include "model/exports/c_preprocessing.hpp"

#include "model/exports/c_encoding.hpp"
#include "model/exports/least_float.hpp"
#include "model/prediction_table.hpp"

namespace mlp {
namespace {

// The targets' numbers of outputs [first, first + count) leave the network; `value` stands for one.
void add_leaving(CText& text, Index first, Index count, const std::string& value) {
  const std::string to = "outputs[" + (first > 0 ? std::to_string(first) + " + i" : std::string("i")) + "]";
  text.add_loop(count, to + " = " + text.call("mlp_leaving", {value}) + ";");
}

// In the targets' units; a column of scale 0 was constant.
std::string unscaled(const ColumnScaling& scaling, const std::string& value) {
  if (scaling.is_identity()) return value;
  return "mlp_target_scale[i] == 0.0f ? mlp_target_shift[i] : " + value +
         " / mlp_target_scale[i] + mlp_target_shift[i]";
}

void add_variances(CText& text, const Model& model, const std::string& values) {
  const Index targets = model.architecture.outputs() / 2;
  const std::string z = values + "[" + std::to_string(targets) + " + i]";
  const std::string least = c_literal(static_cast<float>(std::get<GaussianNll>(model.loss).epsilon));
  text.add_loop(targets, z + " = " + text.call("mlp_exp", {z}) + ";");
  text.add_loop(targets, "if (" + z + " < " + least + ") " + z + " = " + least + ";");
  std::string variance = z;
  if (!model.target_scaling.is_identity())
    variance = "mlp_target_scale[i] == 0.0f ? 0.0f : " + z + " / mlp_target_scale[i] / mlp_target_scale[i]";
  add_leaving(text, targets, targets, variance);
}

void add_class_outputs(CText& text, const Model& model, const std::string& values) {
  if (!has_one_output_for_two(model, model.architecture.outputs()))
    return add_leaving(text, 0, model.architecture.outputs(), values + "[i]");
  const bool are_scores = traits_of(model.loss).predictions == PredictionKind::scores;
  text.add_line("outputs[1] = " + text.call("mlp_leaving", {values + "[0]"}) + ";");
  text.add_line(std::string("outputs[0] = ") + (are_scores ? "0.0f" : "1.0f") + " - outputs[1];");
}

}  // namespace

void add_c_inputs(CText& text, const Model& model, const std::string& values) {
  const bool is_encoded = !model.encoding.is_identity();
  if (is_encoded) add_c_encoding(text, model.encoding, values);
  std::string input = is_encoded ? values + "[i]" : "inputs[i]";
  if (model.image_bytes) input += " / 255.0f";
  input = text.call("mlp_flush", {input});
  const ColumnScaling& scaling = model.input_scaling;
  if (!scaling.is_identity()) {
    text.add_array("mlp_input_shift", scaling.shift);
    text.add_array("mlp_input_scale", scaling.scale);
    input = text.call("mlp_flush", {"(" + input + " - mlp_input_shift[i]) * mlp_input_scale[i]"});
  }
  text.add_loop(model.architecture.inputs(), values + "[i] = " + input + ";");
}

void add_c_class(CText& text, const Model& model, const std::string& values, bool activated) {
  if (model.class_labels.empty() || activated != model.decision_threshold.has_value()) return;
  const Index units = model.architecture.outputs();
  const std::string last = values + "[" + std::to_string(units - 1) + "]";
  std::string decision;
  if (model.decision_threshold) {
    decision = last + " >= " + c_literal(least_float_from(*model.decision_threshold));
  } else if (units == 1) {
    decision = last + " > 0.0f";
  } else {
    decision = text.call("mlp_largest", {values, std::to_string(units)});
  }
  text.add_line("predicted = " + decision + ";");
}

void add_c_outputs(CText& text, const Model& model, const std::string& values) {
  if (!model.class_labels.empty()) return add_class_outputs(text, model, values);
  const ColumnScaling& scaling = model.target_scaling;
  if (!scaling.is_identity()) {
    text.add_array("mlp_target_shift", scaling.shift);
    text.add_array("mlp_target_scale", scaling.scale);
  }
  const PredictionKind kind = traits_of(model.loss).predictions;
  const bool has_variances = kind == PredictionKind::means_and_variances;
  const Index numbers = model.architecture.outputs() / (has_variances ? 2 : 1);
  const std::string z = values + "[i]";
  if (has_variances) add_variances(text, model, values);
  if (kind == PredictionKind::rates) text.add_loop(numbers, z + " = " + text.call("mlp_exp", {z}) + ";");
  std::string number = unscaled(scaling, z);
  if (!model.target_columns.empty()) {
    if (number != z) text.add_loop(numbers, z + " = " + number + ";");
    add_c_decoding(text, model.target_columns, values);
    number = z;
  }
  add_leaving(text, 0, numbers, number);
}

}  // namespace mlp
