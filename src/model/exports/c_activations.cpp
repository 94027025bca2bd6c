#include "model/exports/c_activations.hpp"

#include <variant>
#include <vector>

#include "model/exports/custom_refusal.hpp"

namespace mlp {
namespace {

// What stands for f(z).
struct Caller {
  CText& text;
  const std::string z;  // "x[i]"
  const std::string& slopes;

  std::string call(const std::string& function, const std::vector<double>& numbers = {}) const {
    std::vector<std::string> arguments{z};
    for (const double number : numbers) arguments.push_back(c_literal(static_cast<float>(number)));
    return text.call(function, arguments);
  }

  std::string operator()(const Relu&) const { return call("mlp_relu"); }
  std::string operator()(const LeakyRelu& f) const { return call("mlp_leaky_relu", {f.negative_slope}); }
  std::string operator()(const Prelu&) const { return text.call("mlp_leaky_relu", {z, slopes + "[i]"}); }
  std::string operator()(const Sigmoid&) const { return call("mlp_sigmoid"); }
  std::string operator()(const Tanh&) const { return call("mlp_tanh"); }
  std::string operator()(const Relu6&) const { return call("mlp_relu6"); }
  std::string operator()(const Elu& f) const { return call("mlp_elu", {f.alpha}); }
  std::string operator()(const Celu& f) const {
    const auto alpha = static_cast<float>(f.alpha);
    const double inverse = 1.0 / static_cast<double>(alpha);
    return call("mlp_celu", {f.alpha, inverse, inverse - static_cast<double>(static_cast<float>(inverse))});
  }
  std::string operator()(const Selu&) const { return call("mlp_selu"); }
  std::string operator()(const Gelu& f) const {
    return call(f.approximate ? "mlp_gelu_by_tanh" : "mlp_gelu");
  }
  std::string operator()(const Silu&) const { return call("mlp_silu"); }
  std::string operator()(const Mish&) const { return call("mlp_mish"); }
  std::string operator()(const Softplus& f) const {
    const double beta = static_cast<float>(f.beta);
    return call("mlp_softplus", {beta, 1.0 / beta, f.threshold});
  }
  std::string operator()(const Softsign&) const { return call("mlp_softsign"); }
  std::string operator()(const HardTanh& f) const {
    return call("mlp_hard_tanh", {f.min_value, f.max_value});
  }
  std::string operator()(const HardSigmoid&) const { return call("mlp_hard_sigmoid"); }
  std::string operator()(const HardSwish&) const { return call("mlp_hard_swish"); }
  std::string operator()(const LogSigmoid&) const { return call("mlp_log_sigmoid"); }
  std::string operator()(const Exponential&) const { return call("mlp_exp"); }
  std::string operator()(const Sine&) const { return call("mlp_sine"); }
  std::string operator()(const Gaussian&) const { return call("mlp_gaussian"); }
  std::string operator()(const SquaredRelu&) const { return call("mlp_squared_relu"); }
  std::string operator()(const CustomActivation& f) const { refuse_custom(f, "C"); }
};

void add(CText& text, const Layer& layer, const std::string& values, const std::string&, const Softmax&) {
  text.add_line(text.call("mlp_softmax", {values, std::to_string(layer.units)}) + ";");
}
void add(CText& text, const Layer& layer, const std::string& values, const std::string&, const LogSoftmax&) {
  text.add_line(text.call("mlp_log_softmax", {values, std::to_string(layer.units)}) + ";");
}
void add(CText&, const Layer&, const std::string&, const std::string&, const Identity&) {}
template <typename A>
void add(CText& text, const Layer& layer, const std::string& values, const std::string& slopes, const A& f) {
  const std::string z = values + "[i]";
  text.add_loop(layer.units, z + " = " + Caller{text, z, slopes}(f) + ";");
}

}  // namespace

void add_c_activation(CText& text, const Layer& layer, const std::string& values, const std::string& slopes) {
  std::visit([&](const auto& f) { add(text, layer, values, slopes, f); }, layer.activation);
}

}  // namespace mlp
