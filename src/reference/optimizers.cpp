#include "reference/optimizers.hpp"

#include <cmath>
#include <variant>

#include "reference/custom.hpp"

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
  v = sgd.momentum * v + (tensor.number == 1 ? 1.0 : 1.0 - sgd.dampening) * tensor.g;
  if (sgd.nesterov) {
    tensor.w -= sgd.learning_rate * (tensor.g + sgd.momentum * v);
  } else {
    tensor.w -= sgd.learning_rate * v;
  }
}

// m and v of Adam and its relatives.
void update_moments(const auto& adam, Tensor& tensor) {
  const auto [first, second] = adam.betas;
  Values m = tensor.slot(0), v = tensor.slot(1);
  m = first * m + (1 - first) * tensor.g;
  v = second * v + (1 - second) * tensor.g.square();
}

// 1 − βᵗ.
double correction(double beta, double number) { return 1 - std::pow(beta, number); }

void adam_step(const auto& adam, Tensor& tensor) {
  const auto [first, second] = adam.betas;
  const auto t = static_cast<double>(tensor.number);
  update_moments(adam, tensor);
  Eigen::ArrayXd v = tensor.slot(1);
  if (adam.amsgrad) {
    Values largest = tensor.slot(2);
    largest = largest.max(v);
    v = largest;
  }
  const double rate = adam.learning_rate / correction(first, t);
  tensor.w -= rate * tensor.slot(0) / (v.sqrt() / std::sqrt(correction(second, t)) + adam.epsilon);
}

void couple_decay(const auto& optimizer, Tensor& tensor) {
  if (tensor.is_weight) tensor.g += optimizer.weight_decay * tensor.w;
}
void decouple_decay(const auto& optimizer, Tensor& tensor) {
  if (tensor.is_weight) tensor.w -= optimizer.learning_rate * optimizer.weight_decay * tensor.w;
}
void decay(const auto& optimizer, Tensor& tensor) {
  if (optimizer.decoupled_weight_decay) {
    decouple_decay(optimizer, tensor);
  } else {
    couple_decay(optimizer, tensor);
  }
}

void step(const Adam& adam, Tensor& tensor) {
  couple_decay(adam, tensor);
  adam_step(adam, tensor);
}

void step(const AdamW& adam, Tensor& tensor) {
  decouple_decay(adam, tensor);
  adam_step(adam, tensor);
}

void step(const NAdam& nadam, Tensor& tensor) {
  decay(nadam, tensor);
  update_moments(nadam, tensor);
  const auto momentum = [&](double t) {
    return nadam.betas[0] * (1 - 0.5 * std::pow(0.96, t * nadam.momentum_decay));
  };
  const auto t = static_cast<double>(tensor.number);
  double product = 1;
  for (Index i = 1; i <= tensor.number; ++i) product *= momentum(static_cast<double>(i));
  const double now = momentum(t), next = momentum(t + 1);
  const Eigen::ArrayXd direction =
      (1 - now) / (1 - product) * tensor.g + next / (1 - product * next) * tensor.slot(0);
  const Eigen::ArrayXd v = tensor.slot(1) / correction(nadam.betas[1], t);
  tensor.w -= nadam.learning_rate * direction / (v.sqrt() + nadam.epsilon);
}

void step(const RAdam& radam, Tensor& tensor) {
  decay(radam, tensor);
  update_moments(radam, tensor);
  const auto t = static_cast<double>(tensor.number);
  const double second = radam.betas[1], longest = 2 / (1 - second) - 1;
  const double length = longest - 2 * t * std::pow(second, t) / correction(second, t);
  const Eigen::ArrayXd m = tensor.slot(0) / correction(radam.betas[0], t);
  if (length > 5) {
    const double r =
        std::sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
    const Eigen::ArrayXd root = (tensor.slot(1).sqrt() + radam.epsilon) / std::sqrt(correction(second, t));
    tensor.w -= radam.learning_rate * r * m / root;
  } else {
    tensor.w -= radam.learning_rate * m;
  }
}

void step(const RmsProp& rmsprop, Tensor& tensor) {
  couple_decay(rmsprop, tensor);
  const double alpha = rmsprop.alpha;
  Values v = tensor.slot(0);
  v = alpha * v + (1 - alpha) * tensor.g.square();
  Eigen::ArrayXd variance = v;
  if (rmsprop.centered) {
    Values a = tensor.slot(rmsprop.momentum > 0 ? 2 : 1);
    a = alpha * a + (1 - alpha) * tensor.g;
    variance = (v - a.square()).max(0.0);
  }
  const Eigen::ArrayXd direction = tensor.g / (variance.sqrt() + rmsprop.epsilon);
  if (rmsprop.momentum == 0.0) {
    tensor.w -= rmsprop.learning_rate * direction;
    return;
  }
  Values b = tensor.slot(1);
  b = rmsprop.momentum * b + direction;
  tensor.w -= rmsprop.learning_rate * b;
}

void step(const AdaGrad& adagrad, Tensor& tensor) {
  couple_decay(adagrad, tensor);
  Values v = tensor.slot(0);
  v += tensor.g.square();
  const double past = static_cast<double>(tensor.number) - 1;
  const double rate = adagrad.learning_rate / (1 + past * adagrad.learning_rate_decay);
  tensor.w -= rate * tensor.g / ((adagrad.initial_accumulator + v).sqrt() + adagrad.epsilon);
}

void step(const AdaDelta& adadelta, Tensor& tensor) {
  couple_decay(adadelta, tensor);
  const double rho = adadelta.rho, epsilon = adadelta.epsilon;
  Values v = tensor.slot(0), u = tensor.slot(1);
  v = rho * v + (1 - rho) * tensor.g.square();
  const Eigen::ArrayXd direction = (u + epsilon).sqrt() / (v + epsilon).sqrt() * tensor.g;
  u = rho * u + (1 - rho) * direction.square();
  tensor.w -= adadelta.learning_rate * direction;
}

void step(const AdaMax& adamax, Tensor& tensor) {
  couple_decay(adamax, tensor);
  const auto [first, second] = adamax.betas;
  Values m = tensor.slot(0), u = tensor.slot(1);
  m = first * m + (1 - first) * tensor.g;
  u = (second * u).max(tensor.g.abs() + adamax.epsilon);
  tensor.w -= adamax.learning_rate / correction(first, static_cast<double>(tensor.number)) * m / u;
}

void step(const Lion& lion, Tensor& tensor) {
  decouple_decay(lion, tensor);
  const auto [first, second] = lion.betas;
  Values m = tensor.slot(0);
  tensor.w -= lion.learning_rate * (first * m + (1 - first) * tensor.g).sign();
  m = second * m + (1 - second) * tensor.g;
}

}  // namespace

void reference_step(const Optimizer& optimizer, Index number, const ParameterLayout& layout,
                    const Eigen::VectorXd& gradient, Eigen::VectorXd& parameters, Eigen::VectorXd& slots) {
  for (const ParameterTensor& part : layout.tensors) {
    Tensor tensor{.is_weight = part.is_weight,
                  .number = number,
                  .w = {parameters.data() + part.offset, part.size()},
                  .g = gradient.segment(part.offset, part.size()),
                  .first_slot = slots.size() > 0 ? slots.data() + part.offset : nullptr,
                  .slot_stride = layout.size};
    std::visit(
        [&]<typename O>(const O& held) {
          if constexpr (IsCustom<O>) {
            refuse_custom(held);
          } else if constexpr (HasUpdateRule<O>) {
            step(held, tensor);
          }
        },
        optimizer);
  }
}

}  // namespace mlp
