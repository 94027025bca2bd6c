#include "model/exports/c_export.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "mlp/base/error.hpp"
#include "mlp/base/version.hpp"
#include "model/exports/c_activations.hpp"
#include "model/exports/c_encoding.hpp"
#include "model/exports/c_functions.hpp"
#include "model/exports/c_preprocessing.hpp"
#include "model/exports/c_text.hpp"
#include "model/prediction_table.hpp"

namespace mlp {
namespace {

constexpr std::string_view guards = R"(
#include <float.h>
#include <stdint.h>

#if defined(__FAST_MATH__)
#error "-ffast-math changes what this file computes; compile it without"
#endif
#if FLT_EVAL_METHOD != 0
#error "this compiler computes floats in another precision; on x86 compile with -msse2 -mfpmath=sse"
#endif
// A multiplication and an addition stay two operations where they are written as two.
#if defined(__clang__) || !defined(__GNUC__)
#pragma STDC FP_CONTRACT OFF
#elif !defined(__STRICT_ANSI__)
#pragma GCC optimize("fp-contract=off")
#endif
)";

void check_name(const std::string& name) {
  // Of C99 to C23, what GNU C adds to them, and main.
  constexpr std::array keywords = std::to_array<std::string_view>(
      {"alignas",  "alignof",  "asm",          "auto",     "bool",    "break",   "case",
       "char",     "const",    "constexpr",    "continue", "default", "do",      "double",
       "else",     "enum",     "extern",       "false",    "float",   "for",     "goto",
       "if",       "inline",   "int",          "long",     "main",    "nullptr", "register",
       "restrict", "return",   "short",        "signed",   "sizeof",  "static",  "static_assert",
       "struct",   "switch",   "thread_local", "true",     "typedef", "typeof",  "typeof_unqual",
       "union",    "unsigned", "void",         "volatile", "while"});
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const bool is_identifier =
      !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
      });
  const bool is_taken =
      std::find(keywords.begin(), keywords.end(), name) != keywords.end() || name.starts_with("mlp_");
  if (is_identifier && !is_taken) return;
  throw ConfigError(
      "--name: expected a name that a function of C can have, got \"" + name + "\"",
      is_taken ? "C, or the file itself, uses that word" : "letters, digits and _, a letter first");
}

class CWriter {
 public:
  CWriter(const Model& model, const CExportOptions& options)
      : model_(model), options_(options), layout_(model.architecture) {}

  CExport written() {
    add_network();
    const Index width = model_.architecture.widest();
    CExport result{.text = {},
                   .constant_bytes = text_.array_bytes(),
                   .scratch_bytes = 2 * width * static_cast<Index>(sizeof(float))};
    result.text = opening(result) + std::string(guards) + "\n" + prototypes() + names() +
                  c_functions(text_.functions()) + text_.arrays() + "\n" + network(width);
    return result;
  }

 private:
  bool has_classes() const { return !model_.class_labels.empty(); }

  void add_network() {
    add_c_inputs(text_, model_, "x");
    std::string from = "x", to = "y";
    for (Index l = 0; l < std::ssize(model_.architecture.layers); ++l) {
      add_layer(l, from, to);
      std::swap(from, to);
    }
    text_.add_line("");
    add_c_outputs(text_, model_, from);
  }

  // Adds the array of a parameter of the layer and returns its name.
  std::string array(Index l, TensorRole role, const std::string& what) {
    const ParameterTensor& tensor = layout_.tensor(l, role);
    const std::string name = "mlp_layer_" + std::to_string(l) + "_" + what;
    text_.add_array(name,
                    {model_.parameters.data() + tensor.offset, static_cast<std::size_t>(tensor.size())});
    return name;
  }

  // From the array `from` to the array `to`.
  void add_layer(Index l, const std::string& from, const std::string& to) {
    const Layer& layer = model_.architecture.layers[static_cast<std::size_t>(l)];
    const bool is_last = l + 1 == std::ssize(model_.architecture.layers);
    text_.add_line("");
    text_.add_line("// Layer " + std::to_string(l) + ": " + std::to_string(layer.inputs) + " to " +
                   std::to_string(layer.units) + ", " + std::string(name_of(layer.activation)) + ".");
    const std::string weight = array(l, TensorRole::weight, "weight"),
                      bias = array(l, TensorRole::bias, "bias");
    text_.add_line(text_.call("mlp_affine", {weight, bias, from, std::to_string(layer.inputs), to,
                                             std::to_string(layer.units)}) +
                   ";");
    if (layer.normalization)
      std::visit([&](const auto& held) { add_normalization(held, l, layer, to); }, *layer.normalization);
    if (is_last) add_c_class(text_, model_, to, false);
    const std::string slopes =
        layer.has_learned_slope() ? array(l, TensorRole::slope, "slope") : std::string();
    add_c_activation(text_, layer, to, slopes);
    if (layer.residual) {
      text_.add_loop(layer.units,
                     to + "[i] = " + text_.call("mlp_flush", {to + "[i] + " + from + "[i]"}) + ";");
    }
    if (is_last) add_c_class(text_, model_, to, true);
  }

  void add_normalization(const LayerNorm& norm, Index l, const Layer& layer, const std::string& z) {
    const std::string mean = text_.call("mlp_mean", {z, std::to_string(layer.units)});
    add_normalize(l, layer, z, mean, norm.epsilon, array(l, TensorRole::shift, "shift"));
  }
  void add_normalization(const RmsNorm& norm, Index l, const Layer& layer, const std::string& z) {
    add_normalize(l, layer, z, "0.0f", norm.epsilon, "0");
  }
  void add_normalize(Index l, const Layer& layer, const std::string& z, const std::string& middle,
                     double epsilon, const std::string& shift) {
    const std::string gain = array(l, TensorRole::gain, "gain");
    text_.add_line(text_.call("mlp_normalize", {z, std::to_string(layer.units), middle,
                                                c_literal(static_cast<float>(epsilon)), gain, shift}) +
                   ";");
  }
  // 1 / √(variance + epsilon) is the same for every row.
  void add_normalization(const BatchNorm& norm, Index l, const Layer& layer, const std::string& z) {
    const ParameterTensor& variance = layout_.tensor(l, TensorRole::running_variance);
    std::vector<float> scales;
    for (Index u = 0; u < layer.units; ++u) {
      const float least = static_cast<float>(norm.epsilon);
      scales.push_back(1.0f / std::sqrt(model_.parameters[variance.offset + u] + least));
    }
    const std::string scale = "mlp_layer_" + std::to_string(l) + "_scale";
    text_.add_array(scale, scales);
    text_.add_line(
        text_.call("mlp_batch_norm",
                   {z, std::to_string(layer.units), array(l, TensorRole::running_mean, "mean"), scale,
                    array(l, TensorRole::gain, "gain"), array(l, TensorRole::shift, "shift")}) +
        ";");
  }

  std::string opening(const CExport& result) const {
    const Index inputs = model_.input_columns();
    std::string text = "// A multilayer perceptron, written by mlp " + std::string(version()) + ": " +
                       std::to_string(inputs) + " inputs";
    for (const Layer& layer : model_.architecture.layers)
      text += ", " + std::to_string(layer.units) + " " + std::string(name_of(layer.activation));
    text += ".\n//\n// parameters_sha256 " + model_.parameters_sha256() + "\n// " +
            std::to_string(result.constant_bytes) + " bytes of constants, " +
            std::to_string(result.scratch_bytes) + " bytes of " +
            (options_.bare ? "static memory: call it from one thread at a time.\n" : "stack.\n");
    return text;
  }

  std::string prototypes() const {
    const Index count = std::ssize(columns());
    const std::string& name = options_.name;
    std::string text = "// A row of " + std::to_string(model_.input_columns()) +
                       " inputs, in the data's units" +
                       (model_.image_bytes ? " (bytes as they are, 0 to 255)" : "") + ", to " +
                       std::to_string(count) + " outputs.\n" + c_columns_comment(model_) + "void " + name +
                       "(const float *inputs, float *outputs);\n";
    if (has_classes())
      text += "// The same; returns the predicted class, counted from 0.\nint " + name +
              "_class(const float *inputs, float *outputs);\n";
    return text + "\n";
  }

  std::vector<std::string> columns() const {
    return prediction_columns(model_, model_.architecture.outputs());
  }

  std::string names() const {
    if (options_.bare) return "";
    return list_of("inputs", model_.input_names) + list_of("outputs", columns()) +
           list_of("labels", model_.class_labels) + "\n";
  }

  std::string list_of(const std::string& what, const std::vector<std::string>& words) const {
    if (words.empty()) return "";
    std::string text =
        "const char *const " + options_.name + "_" + what + "[" + std::to_string(words.size()) + "] = {\n";
    for (const std::string& word : words) text += "  " + c_literal(word) + ",\n";
    return text + "};\n";
  }

  std::string network(Index width) const {
    const std::string size = "[" + std::to_string(width) + "]", &name = options_.name;
    const std::string arguments = "(const float *inputs, float *outputs) ";
    std::string text = std::string("static ") + (has_classes() ? "int" : "void") + " mlp_run" + arguments +
                       "{\n  " + (options_.bare ? "static " : "") + "float x" + size + ", y" + size +
                       ";\n  int i" + (has_classes() ? ", predicted" : "") + ";\n" + text_.statements();
    if (has_classes()) text += "  return predicted;\n";
    text += "}\n\nvoid " + name + arguments + "{ mlp_run(inputs, outputs); }\n";
    if (has_classes())
      text += "\nint " + name + "_class" + arguments + "{ return mlp_run(inputs, outputs); }\n";
    return text;
  }

  const Model& model_;
  const CExportOptions& options_;
  const ParameterLayout layout_;
  CText text_;
};

}  // namespace

CExport c_export(const Model& model, const CExportOptions& options) {
  check_name(options.name);
  return CWriter(model, options).written();
}

}  // namespace mlp
