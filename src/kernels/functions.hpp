// The library's own elementary functions (ARITHMETIC.md, A4), for callers outside of kernels.
//
// libm's differ between CPUs and versions; these are the same bits everywhere, at most 2 ulp from the
// truth.  Results that would be subnormal are +0.  The scalar and the span forms give the same bits.
#pragma once

#include <cstdint>
#include <span>

namespace mlp::exact {

double exp(double x);
double log(double x);
double log1p(double x);
double cos(double x);            // |x| ≤ 2³⁰; NaN beyond
double pow(double x, double y);  // x ≥ 0; NaN below

// A draw from the normal distribution N(0, 1), from two uniform words (Box & Muller 1958):
// √(−2 log u₁)·cos(2π·u₂) with u₁ = (word_0 + 1)·2⁻³² in (0, 1] and u₂ = word_1·2⁻³² in [0, 1).
// At most √(64 log 2) = 6.66 in size.
double normal(std::uint32_t word_0, std::uint32_t word_1);
// draws[i] from words 2i and 2i + 1.  REQUIRES: twice as many words as draws.
void normal(std::span<const std::uint32_t> words, std::span<double> draws);

// y[i] = f(x[i]).  REQUIRES: equal sizes; y is x or does not overlap it.
void exp(std::span<const float> x, std::span<float> y);
void log(std::span<const float> x, std::span<float> y);
void log1p(std::span<const float> x, std::span<float> y);
void expm1(std::span<const float> x, std::span<float> y);
void tanh(std::span<const float> x, std::span<float> y);
void erf(std::span<const float> x, std::span<float> y);
void sin(std::span<const float> x, std::span<float> y);
void cos(std::span<const float> x, std::span<float> y);

void exp(std::span<const double> x, std::span<double> y);
void log(std::span<const double> x, std::span<double> y);
void log1p(std::span<const double> x, std::span<double> y);
void cos(std::span<const double> x, std::span<double> y);

}  // namespace mlp::exact
