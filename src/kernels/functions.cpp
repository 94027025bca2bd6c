#include "kernels/functions.hpp"

#include <cassert>

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#include "mlp/base/memory.hpp"

#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/functions.cpp"
#endif
#include <hwy/foreach_target.h>
// After foreach_target.
#include "kernels/double_functions-inl.h"
#include "kernels/float_functions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

enum class Function { exp, log, log1p, expm1, tanh, erf, sin, cos };

template <Function function, class D, class V = hn::Vec<D>>
HWY_INLINE V evaluate(D d, V x) {
  if constexpr (function == Function::exp) return exp(d, x);
  if constexpr (function == Function::log) return log(d, x);
  if constexpr (function == Function::log1p) return log1p(d, x);
  if constexpr (function == Function::expm1) return expm1(d, x);
  if constexpr (function == Function::tanh) return tanh(d, x);
  if constexpr (function == Function::erf) return erf(d, x);
  if constexpr (function == Function::sin) return sin(d, x);
  if constexpr (function == Function::cos) return cos(d, x);
}

template <Function function, class T>
HWY_INLINE void map(const T* x, T* y, Index count) {
  const hn::ScalableTag<T> d;
  const auto size = static_cast<Index>(hn::Lanes(d));
  Index i = 0;
  for (; i + size <= count; i += size) hn::StoreU(evaluate<function>(d, hn::LoadU(d, x + i)), d, y + i);
  if (i < count) store_first(d, count - i, evaluate<function>(d, load_first(d, count - i, x + i)), y + i);
}

void exp_floats(const float* x, float* y, Index count) { map<Function::exp>(x, y, count); }
void log_floats(const float* x, float* y, Index count) { map<Function::log>(x, y, count); }
void log1p_floats(const float* x, float* y, Index count) { map<Function::log1p>(x, y, count); }
void expm1_floats(const float* x, float* y, Index count) { map<Function::expm1>(x, y, count); }
void tanh_floats(const float* x, float* y, Index count) { map<Function::tanh>(x, y, count); }
void erf_floats(const float* x, float* y, Index count) { map<Function::erf>(x, y, count); }
void sin_floats(const float* x, float* y, Index count) { map<Function::sin>(x, y, count); }
void cos_floats(const float* x, float* y, Index count) { map<Function::cos>(x, y, count); }
void exp_doubles(const double* x, double* y, Index count) { map<Function::exp>(x, y, count); }
void log_doubles(const double* x, double* y, Index count) { map<Function::log>(x, y, count); }
void log1p_doubles(const double* x, double* y, Index count) { map<Function::log1p>(x, y, count); }
void cos_doubles(const double* x, double* y, Index count) { map<Function::cos>(x, y, count); }

using OneDouble = hn::CappedTag<double, 1>;

template <Function function>
HWY_INLINE double one(double x) {
  const OneDouble d;
  return hn::GetLane(evaluate<function>(d, hn::Set(d, x)));
}

double exp_one(double x) { return one<Function::exp>(x); }
double log_one(double x) { return one<Function::log>(x); }
double log1p_one(double x) { return one<Function::log1p>(x); }
double cos_one(double x) { return one<Function::cos>(x); }

double pow_one(double x, double y) {
  const OneDouble d;
  return hn::GetLane(pow(d, hn::Set(d, x), hn::Set(d, y)));
}

template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V box_muller(D d, V u1, V u2) {
  const V log_u1 = log(d, u1);
  // 0 − … instead of a negation: at u₁ = 1 the root must be +0.
  const V radius = hn::Sqrt(hn::Sub(hn::Zero(d), hn::Add(log_u1, log_u1)));
  return hn::Mul(radius, cos(d, hn::Mul(hn::Set(d, 0x1.921fb54442d18p2), u2)));
}

void normal_doubles(const std::uint32_t* words, double* y, Index count) {
  const hn::ScalableTag<double> d;
  constexpr Index double_lanes = static_cast<Index>(hn::MaxLanes(hn::ScalableTag<double>()));
  for (Index i = 0; i < count; i += double_lanes) {
    HWY_ALIGN double u1[double_lanes], u2[double_lanes];
    for (Index lane = 0; lane < double_lanes; ++lane) {
      const Index at = 2 * (i + lane < count ? i + lane : i);
      u1[lane] = (words[at] + 1.0) * 0x1p-32;
      u2[lane] = words[at + 1] * 0x1p-32;
    }
    store_up_to(d, count - i < double_lanes ? count - i : double_lanes,
                box_muller(d, hn::Load(d, u1), hn::Load(d, u2)), y + i);
  }
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(exp_floats);
MLP_EXPORT(log_floats);
MLP_EXPORT(log1p_floats);
MLP_EXPORT(expm1_floats);
MLP_EXPORT(tanh_floats);
MLP_EXPORT(erf_floats);
MLP_EXPORT(sin_floats);
MLP_EXPORT(cos_floats);
MLP_EXPORT(exp_doubles);
MLP_EXPORT(log_doubles);
MLP_EXPORT(log1p_doubles);
MLP_EXPORT(cos_doubles);
MLP_EXPORT(exp_one);
MLP_EXPORT(log_one);
MLP_EXPORT(log1p_one);
MLP_EXPORT(cos_one);
MLP_EXPORT(pow_one);
MLP_EXPORT(normal_doubles);

template <class T>
void call(void (*function)(const T*, T*, Index), std::span<const T> x, std::span<T> y) {
  assert(x.size() == y.size());
  function(x.data(), y.data(), static_cast<Index>(x.size()));
}

}  // namespace mlp::kernels

namespace mlp::exact {
using namespace kernels;

double exp(double x) { return MLP_DISPATCH(exp_one)(x); }
double log(double x) { return MLP_DISPATCH(log_one)(x); }
double log1p(double x) { return MLP_DISPATCH(log1p_one)(x); }
double cos(double x) { return MLP_DISPATCH(cos_one)(x); }
double pow(double x, double y) { return MLP_DISPATCH(pow_one)(x, y); }

double normal(std::uint32_t word_0, std::uint32_t word_1) {
  const std::uint32_t words[] = {word_0, word_1};
  double draw = 0.0;
  MLP_DISPATCH(normal_doubles)(words, &draw, 1);
  return draw;
}

void normal(std::span<const std::uint32_t> words, std::span<double> draws) {
  assert(words.size() == 2 * draws.size());
  MLP_DISPATCH(normal_doubles)(words.data(), draws.data(), static_cast<Index>(draws.size()));
}

void exp(std::span<const float> x, std::span<float> y) { call(MLP_DISPATCH(exp_floats), x, y); }
void log(std::span<const float> x, std::span<float> y) { call(MLP_DISPATCH(log_floats), x, y); }
void log1p(std::span<const float> x, std::span<float> y) { call(MLP_DISPATCH(log1p_floats), x, y); }
void expm1(std::span<const float> x, std::span<float> y) { call(MLP_DISPATCH(expm1_floats), x, y); }
void tanh(std::span<const float> x, std::span<float> y) { call(MLP_DISPATCH(tanh_floats), x, y); }
void erf(std::span<const float> x, std::span<float> y) { call(MLP_DISPATCH(erf_floats), x, y); }
void sin(std::span<const float> x, std::span<float> y) { call(MLP_DISPATCH(sin_floats), x, y); }
void cos(std::span<const float> x, std::span<float> y) { call(MLP_DISPATCH(cos_floats), x, y); }
void exp(std::span<const double> x, std::span<double> y) { call(MLP_DISPATCH(exp_doubles), x, y); }
void log(std::span<const double> x, std::span<double> y) { call(MLP_DISPATCH(log_doubles), x, y); }
void log1p(std::span<const double> x, std::span<double> y) { call(MLP_DISPATCH(log1p_doubles), x, y); }
void cos(std::span<const double> x, std::span<double> y) { call(MLP_DISPATCH(cos_doubles), x, y); }

}  // namespace mlp::exact
#endif  // HWY_ONCE
