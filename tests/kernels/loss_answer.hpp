// What the fused losses say about samples, and what long double says.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/guarded_matrix.hpp"
#include "kernels/losses.hpp"

namespace mlp::kernels {

inline constexpr double ulp = 0x1p-23;  // of float, relative, at most

// What a loss says about some samples, with guards where the samples end.
struct Answer {
  GuardedMatrix delta;  // units × samples
  std::vector<double> losses;
  std::vector<std::int32_t> predicted;

  Answer(Index units, Index samples)
      : delta(units, samples),
        losses(static_cast<std::size_t>(samples) + 20, -7.0),
        predicted(static_cast<std::size_t>(samples) + 20, -7) {}

  testing::AssertionResult is_alone() const {
    for (std::size_t i = losses.size() - 20; i < losses.size(); ++i) {
      if (losses[i] != -7.0 || predicted[i] != -7) {
        return testing::AssertionFailure() << "written past the last of " << losses.size() - 20 << " samples";
      }
    }
    return delta.is_alone();
  }
};

// A null loss is the binary cross entropy.
inline void run(const CrossEntropy* loss, const Logits& logits) {
  loss_of_logits(loss ? Loss(*loss) : Loss(BinaryCrossEntropy{}), logits);
}

inline Answer answer_to(const CrossEntropy* loss, const GuardedMatrix& z,
                        const std::vector<std::int32_t>& classes, Index batch, bool with_delta = true) {
  Answer answer(z.rows(), z.columns());
  run(loss, {.z = z.data(),
             .delta = with_delta ? answer.delta.data() : nullptr,
             .units = z.rows(),
             .samples = z.columns(),
             .stride = z.stride(),
             .classes = classes.data(),
             .batch = batch,
             .losses = answer.losses.data(),
             .predicted = answer.predicted.data()});
  return answer;
}

// The same logits as every one of 21 samples of class `wanted`.
inline Answer answer_to(const CrossEntropy* loss, const std::vector<float>& z, std::int32_t wanted) {
  GuardedMatrix logits(static_cast<Index>(z.size()), 21);
  for (Index k = 0; k < logits.rows(); ++k) std::fill_n(logits.row(k), 21, z[static_cast<std::size_t>(k)]);
  Answer answer = answer_to(loss, logits, std::vector<std::int32_t>(21, wanted), 21);
  for (std::size_t s = 1; s < 21; ++s) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(answer.losses[s]) << 1,
              std::bit_cast<std::uint64_t>(answer.losses[0]) << 1);
    EXPECT_EQ(answer.predicted[s], answer.predicted[0]);
  }
  EXPECT_TRUE(answer.is_alone());
  return answer;
}

// Cross entropy of one sample in long double, and how far float may be from it.
struct Truth {
  long double loss = 0;
  double loss_error = 0;
  std::vector<long double> delta;  // not divided by the batch
  std::vector<double> delta_error;

  Truth(const std::vector<float>& z, std::size_t wanted, double smoothing) {
    const auto winner = static_cast<std::size_t>(std::max_element(z.begin(), z.end()) - z.begin());
    const long double m = z[winner], classes = static_cast<long double>(z.size());
    long double others = 0, weighted = 0;
    for (std::size_t k = 0; k < z.size(); ++k) {
      if (k == winner) continue;
      others += std::exp(z[k] - m);
      weighted += std::exp(z[k] - m) * (m - z[k]);
    }
    // exp's argument z − m is rounded, which moves e^(z−m) by |z−m|·2⁻²⁴ of itself: this much on average.
    const auto distance = static_cast<double>(others > 0 ? weighted / others : 0);
    const long double log_sum = std::log1p(others);
    for (std::size_t k = 0; k < z.size(); ++k) {
      const long double q = (k == wanted ? 1 - static_cast<long double>(smoothing) : 0) + smoothing / classes;
      if (q > 0) loss += q * (m - z[k] + log_sum);
      const long double a = std::exp(z[k] - m) / (1 + others);
      delta.push_back(a - q);
      const double rounding = static_cast<double>(a) * (static_cast<double>(m - z[k]) + distance + 8);
      delta_error.push_back((rounding + static_cast<double>(q)) * ulp);
    }
    loss_error =
        static_cast<double>(log_sum) * (distance / 2 + 4) * ulp + static_cast<double>(loss) * 0x1p-50;
  }
};

}  // namespace mlp::kernels
