#include "reference/optimizers.hpp"

#include <cmath>
#include <variant>

namespace mlp {
namespace {

using Values = Eigen::Map<Eigen::ArrayXd>;

// One tensor's values and those of its slots.
struct Tensor {
  bool is_weight;
  Index number;  // of the step, from 1
  Values w;
  Eigen::ArrayXd g;
  double* first_slot;
  Index slot_stride;

  Values slot(Index k) const { return {first_slot + k * slot_stride, w.size()}; }
};

void step(const Sgd& sgd, Tensor& tensor) {
  if (tensor.is_weight) tensor.g += sgd.weight_decay * tensor.w;
  if (sgd.momentum == 0.0) {
    tensor.w -= sgd.learning_rate * tensor.g;
    return;
  }
  Values v = tensor.slot(0);
  v = sgd.momentum * v + tensor.g;
  if (sgd.nesterov) {
    tensor.w -= sgd.learning_rate * (tensor.g + sgd.momentum * v);
  } else {
    tensor.w -= sgd.learning_rate * v;
  }
}

void adam_step(const auto& adam, Tensor& tensor) {
  const auto [first, second] = adam.betas;
  const auto t = static_cast<double>(tensor.number);
  Values m = tensor.slot(0), v = tensor.slot(1);
  m = first * m + (1 - first) * tensor.g;
  v = second * v + (1 - second) * tensor.g.square();
  const double rate = adam.learning_rate / (1 - std::pow(first, t));
  tensor.w -= rate * m / (v.sqrt() / std::sqrt(1 - std::pow(second, t)) + adam.epsilon);
}

void step(const Adam& adam, Tensor& tensor) {
  if (tensor.is_weight) tensor.g += adam.weight_decay * tensor.w;
  adam_step(adam, tensor);
}

void step(const AdamW& adam, Tensor& tensor) {
  if (tensor.is_weight) tensor.w -= adam.learning_rate * adam.weight_decay * tensor.w;
  adam_step(adam, tensor);
}

}  // namespace

void reference_step(const Optimizer& optimizer, Index number, const ParameterLayout& layout,
                    const Eigen::VectorXd& gradient, Eigen::VectorXd& parameters, Eigen::VectorXd& slots) {
  for (const ParameterTensor& part : layout.tensors) {
    Tensor tensor{.is_weight = part.is_weight,
                  .number = number,
                  .w = {parameters.data() + part.offset, part.size()},
                  .g = gradient.segment(part.offset, part.size()),
                  .first_slot = slots.data() + part.offset,
                  .slot_stride = layout.size};
    std::visit([&](const auto& held) { step(held, tensor); }, optimizer);
  }
}

}  // namespace mlp
