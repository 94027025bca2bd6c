// The activations of mlp/choice/activation.hpp in vectors of float, each with its slope:
//
//   value(f, d, z)                  a = f(z)
//   slope(f, d, z)                  f′(z)
//   value_and_slope(f, d, z, a, s)  both, where they share work; the same bits as the two above
//   slope_of_value(f, d, a)         f′(z) from a alone, where slope_from_value<F> says that a tells
//
// At most 4 ulp from the truth, tails and the slope's zeros included (so tanh′ is never 1 − a², which is 0
// where the truth is 10⁻⁸).  What they return is flushed of subnormals as A1 asks (−0 becomes +0) and may
// be stored as it is; a NaN stays one, but the slope of a piecewise linear f at NaN is that of one side.
//
// softmax and log_softmax are no maps of single numbers: see elementwise.cpp.  To add one: in one of the
// three headers below either value() and slope() or, where they share work, value_and_slope() alone.

#if defined(MLP_KERNELS_ACTIVATIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_ACTIVATIONS_INL_H_
#undef MLP_KERNELS_ACTIVATIONS_INL_H_
#else
#define MLP_KERNELS_ACTIVATIONS_INL_H_
#endif

#include "kernels/exponential_activations-inl.h"
#include "kernels/piecewise_activations-inl.h"
#include "kernels/sigmoid_activations-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// Those that share nothing.
template <class F, FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const F& f, D d, V z, V& a, V& s) {
  a = value(f, d, z);
  s = slope(f, d, z);
}

// Those that share work: what only the other result needs is not computed.
template <class F, FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const F& f, D d, V z) {
  V a, s;
  value_and_slope(f, d, z, a, s);
  return a;
}
template <class F, FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const F& f, D d, V z) {
  V a, s;
  value_and_slope(f, d, z, a, s);
  return s;
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
