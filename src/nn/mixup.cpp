#include "nn/mixup.hpp"

#include <cmath>

#include "kernels/combine.hpp"
#include "kernels/functions.hpp"
#include "kernels/gather.hpp"
#include "mlp/base/random.hpp"
#include "nn/augmentation.hpp"

namespace mlp {

using kernels::Block;

// Uniform in (0, 1].
static double above_zero(std::uint32_t word) { return (static_cast<double>(word) + 1.0) * 0x1p-32; }

// The logarithm of a draw from Gamma(shape).
static double log_gamma_draw(double shape, std::uint64_t seed, DrawSite site) {
  double boost = 0.0;
  if (shape < 1.0) {  // Gamma(shape) = Gamma(shape + 1)·u^(1/shape)
    site.sample = 1;
    boost = exact::log(above_zero(draw_word(seed, site, 0))) / shape;
    site.sample = 0;
    shape += 1.0;
  }
  const double d = shape - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  for (std::uint32_t word = 0;; word += 4) {
    const double x = exact::normal(draw_word(seed, site, word), draw_word(seed, site, word + 1));
    const double root = 1.0 + c * x;
    if (root <= 0.0) continue;
    const double log_v = 3.0 * exact::log(root), v = root * root * root;
    const double log_u = exact::log(above_zero(draw_word(seed, site, word + 2)));
    if (log_u < 0.5 * x * x + d * (1.0 - v + log_v)) return exact::log(d) + log_v + boost;
  }
}

double own_share(const Mixup& mixup, std::uint64_t seed, std::uint32_t step) {
  const auto draw = [&](std::uint32_t gamma) {
    return log_gamma_draw(mixup.alpha, seed, {.purpose = Purpose::mixup, .layer = gamma, .epoch = step});
  };
  return 1.0 / (1.0 + exact::exp(-std::fabs(draw(0) - draw(1))));
}

const std::int32_t* partners(const Pass& pass) { return pass.workspace.partners.from(pass.first); }

void mix_inputs(const Pass& pass) {
  Workspace& workspace = pass.workspace;
  for (Index i = pass.first; i < pass.first + pass.samples; ++i)
    workspace.partners[i] = pass.batch.row_of(pass.batch.size - 1 - i);
  const Index features = pass.batch.inputs.features, stride = workspace.input_stride;
  const Block theirs = pass.rows(workspace.partner_inputs, stride, features);
  if (pass.augments()) {
    for (Index i = 0; i < pass.samples; ++i)
      gather_displaced(pass, pass.batch.size - 1 - (pass.first + i), theirs.data + i * stride);
  } else {
    kernels::gather(pass.batch.inputs, partners(pass), pass.samples, theirs.data, stride);
  }
  kernels::mix(pass.own_share, pass.inputs(), theirs);
}

void mix_numbers(const Pass& pass) {
  Workspace& workspace = pass.workspace;
  const Index targets = pass.batch.numbers.features, stride = workspace.number_stride;
  const Block theirs = pass.rows(workspace.partner_numbers, stride, targets);
  kernels::gather(pass.batch.numbers, partners(pass), pass.samples, theirs.data, stride);
  kernels::mix(pass.own_share, pass.rows(workspace.numbers, stride, targets), theirs);
  if (!pass.batch.weights) return;
  float* const weights = workspace.weights.from(pass.first);
  for (Index i = 0; i < pass.samples; ++i)
    weights[i] =
        pass.own_share * weights[i] + (1.0f - pass.own_share) * pass.batch.weights[partners(pass)[i]];
}

}  // namespace mlp
