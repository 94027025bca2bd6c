#include "model/exports/onnx_activations.hpp"

#include <variant>
#include <vector>

#include "model/exports/custom_refusal.hpp"

namespace mlp {
namespace {

using Value = OnnxGraph::Value;

float narrow(double number) { return static_cast<float>(number); }

struct ActivationWriter {
  OnnxGraph& graph;
  const Value& z;
  const Value& slopes;

  Value node(const std::string& op, const Value& x, const std::vector<OnnxAttribute>& attributes = {}) const {
    return graph.node(op, {x}, attributes);
  }
  Value times(const Value& a, const Value& b) const { return graph.node("Mul", {a, b}); }
  Value times(const Value& a, float factor) const { return times(a, graph.constant(factor)); }
  Value plus(const Value& a, float term) const { return graph.node("Add", {a, graph.constant(term)}); }
  Value clip(float low, float high) const {
    return graph.node("Clip", {z, graph.constant(low), graph.constant(high)});
  }
  // log(1 + e^−|x|): neither overflows nor cancels.
  Value log_1_plus_exp_minus_size(const Value& x) const {
    return node("Log", plus(node("Exp", node("Neg", node("Abs", x))), 1.0f));
  }

  Value operator()(const Identity&) const { return z; }
  Value operator()(const Relu&) const { return node("Relu", z); }
  Value operator()(const LeakyRelu& f) const {
    return node("LeakyRelu", z, {{"alpha", narrow(f.negative_slope)}});
  }
  Value operator()(const Prelu&) const { return graph.node("PRelu", {z, slopes}); }
  Value operator()(const Sigmoid&) const { return node("Sigmoid", z); }
  Value operator()(const Tanh&) const { return node("Tanh", z); }
  Value operator()(const Softmax&) const { return node("Softmax", z, {{"axis", std::int64_t{-1}}}); }
  Value operator()(const LogSoftmax&) const { return node("LogSoftmax", z, {{"axis", std::int64_t{-1}}}); }
  Value operator()(const Relu6&) const { return clip(0.0f, 6.0f); }
  Value operator()(const HardTanh& f) const { return clip(narrow(f.min_value), narrow(f.max_value)); }
  Value operator()(const Elu& f) const { return node("Elu", z, {{"alpha", narrow(f.alpha)}}); }
  Value operator()(const Celu& f) const { return node("Celu", z, {{"alpha", narrow(f.alpha)}}); }
  Value operator()(const Selu&) const {
    return node("Selu", z, {{"alpha", 1.6732632f}, {"gamma", 1.050701f}});  // Klambauer et al. 2017
  }
  Value operator()(const Gelu& f) const {
    const Value share = f.approximate ? cubic_share() : node("Erf", times(z, 0.70710678f));
    return times(times(z, plus(share, 1.0f)), 0.5f);
  }
  // tanh(√(2/π)·(z + 0.044715·z³)).
  Value cubic_share() const {
    const Value inner = plus(times(times(z, z), 0.044715f), 1.0f);
    return node("Tanh", times(times(z, inner), 0.79788456f));
  }
  Value operator()(const Silu&) const { return times(z, node("Sigmoid", z)); }
  Value operator()(const Mish&) const { return times(z, node("Tanh", softplus(z))); }
  // max(0, x) + log(1 + e^−|x|).
  Value softplus(const Value& x) const {
    return graph.node("Add", {node("Relu", x), log_1_plus_exp_minus_size(x)});
  }
  Value operator()(const Softplus& f) const {
    const Value scaled = times(z, narrow(f.beta));
    const Value bent = times(softplus(scaled), narrow(1.0 / f.beta));
    const Value linear = graph.node("Greater", {scaled, graph.constant(narrow(f.threshold))});
    return graph.node("Where", {linear, z, bent});
  }
  Value operator()(const LogSigmoid&) const { return node("Neg", softplus(node("Neg", z))); }
  Value operator()(const Softsign&) const { return node("Softsign", z); }
  Value operator()(const HardSigmoid&) const {
    return node("HardSigmoid", z, {{"alpha", 1.0f / 6.0f}, {"beta", 0.5f}});
  }
  Value operator()(const HardSwish&) const { return node("HardSwish", z); }
  Value operator()(const Exponential&) const { return node("Exp", z); }
  Value operator()(const Sine&) const { return node("Sin", z); }
  Value operator()(const Gaussian&) const { return node("Exp", node("Neg", times(z, z))); }
  Value operator()(const CustomActivation& f) const { refuse_custom(f, "ONNX"); }
  Value operator()(const SquaredRelu&) const {
    const Value rectified = node("Relu", z);
    return times(rectified, rectified);
  }
};

}  // namespace

OnnxGraph::Value onnx_activation(OnnxGraph& graph, const Activation& activation, const OnnxGraph::Value& z,
                                 const OnnxGraph::Value& slopes) {
  return std::visit(ActivationWriter{graph, z, slopes}, activation);
}

}  // namespace mlp
