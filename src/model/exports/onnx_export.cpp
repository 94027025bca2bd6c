#include "model/exports/onnx_export.hpp"

#include <nlohmann/json.hpp>

#include "mlp/base/version.hpp"
#include "model/exports/onnx_activations.hpp"
#include "model/exports/onnx_graph.hpp"
#include "model/exports/onnx_preprocessing.hpp"
#include "model/model_description.hpp"
#include "model/parameter_tensors.hpp"
#include "model/prediction_table.hpp"

namespace mlp {
namespace {

using Value = OnnxGraph::Value;

class OnnxWriter {
 public:
  explicit OnnxWriter(const Model& model) : model_(model), layout_(model.architecture) {}

  OnnxGraph graph() {
    Value a = onnx_inputs(graph_, model_);
    Value z;
    for (Index l = 0; l < std::ssize(model_.architecture.layers); ++l) {
      graph_.set_scope("layers." + std::to_string(l));
      z = affine(l, a);
      a = finished(l, z, a);
    }
    onnx_outputs(graph_, model_, z, a);
    return std::move(graph_);
  }

 private:
  Value tensor(Index l, TensorRole role) {
    const ParameterTensor& tensor = layout_.tensor(l, role);
    const std::span numbers(model_.parameters.data() + tensor.offset,
                            static_cast<std::size_t>(tensor.size()));
    return graph_.constant(tensor.name, shape_of(tensor), numbers);
  }

  Value affine(Index l, const Value& x) {
    return graph_.node("Gemm", {x, tensor(l, TensorRole::weight), tensor(l, TensorRole::bias)},
                       {{"transB", std::int64_t{1}}});
  }

  // What a layer does behind its affine map, whose values are `z`; it read `x`.
  Value finished(Index l, const Value& z, const Value& x) {
    const Layer& layer = model_.architecture.layers[static_cast<std::size_t>(l)];
    Value n = z;
    if (layer.normalization)
      n = std::visit([&](const auto& held) { return normalized(held, l, z); }, *layer.normalization);
    const Value slopes = layer.has_learned_slope() ? tensor(l, TensorRole::slope) : "";
    const Value a = onnx_activation(graph_, layer.activation, n, slopes);
    return layer.residual ? graph_.node("Add", {a, x}) : a;
  }

  Value normalized(const LayerNorm& norm, Index l, const Value& z) {
    return graph_.node("LayerNormalization", {z, tensor(l, TensorRole::gain), tensor(l, TensorRole::shift)},
                       {{"axis", std::int64_t{-1}}, {"epsilon", static_cast<float>(norm.epsilon)}});
  }

  Value normalized(const RmsNorm& norm, Index l, const Value& z) {
    const Value mean = graph_.node("ReduceMean", {graph_.node("Mul", {z, z})},
                                   {{"axes", std::vector<std::int64_t>{-1}}, {"keepdims", std::int64_t{1}}});
    const Value least = graph_.constant(static_cast<float>(norm.epsilon));
    const Value root = graph_.node("Sqrt", {graph_.node("Add", {mean, least})});
    return graph_.node("Mul", {graph_.node("Div", {z, root}), tensor(l, TensorRole::gain)});
  }

  Value normalized(const BatchNorm& norm, Index l, const Value& z) {
    return graph_.node("BatchNormalization",
                       {z, tensor(l, TensorRole::gain), tensor(l, TensorRole::shift),
                        tensor(l, TensorRole::running_mean), tensor(l, TensorRole::running_variance)},
                       {{"epsilon", static_cast<float>(norm.epsilon)}});
  }

  const Model& model_;
  const ParameterLayout layout_;
  OnnxGraph graph_;
};

std::map<std::string, std::string> metadata_of(const Model& model) {
  const std::string description = to_json(ModelDescription::of(model));  // throws where no UTF-8 is
  const auto list = [](const std::vector<std::string>& names) { return nlohmann::json(names).dump(); };
  std::map<std::string, std::string> metadata{
      {"mlp.version", std::string(version())},
      {"mlp.model", description},
      {"input_names", list(model.input_names)},
      {"output_names", list(prediction_columns(model, model.architecture.outputs()))}};
  if (!model.class_labels.empty()) metadata["class_labels"] = list(model.class_labels);
  return metadata;
}

}  // namespace

std::string onnx_export(const Model& model) { return OnnxWriter(model).graph().file(metadata_of(model)); }

}  // namespace mlp
