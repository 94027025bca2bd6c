// The few vector operations that the arithmetic contract (ARITHMETIC.md) asks for beyond Highway's.
// Included once per target, inside foreach_target; everything is in that target's namespace.

#if defined(MLP_KERNELS_SIMD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_SIMD_INL_H_
#undef MLP_KERNELS_SIMD_INL_H_
#else
#define MLP_KERNELS_SIMD_INL_H_
#endif

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include <hwy/highway.h>
#include "mlp/base/memory.hpp"

// Arrays of vectors live in registers only when every loop over them is unrolled.
#undef MLP_UNROLL
#if defined(__clang__)
#define MLP_UNROLL _Pragma("clang loop unroll(full)")
#else
#define MLP_UNROLL _Pragma("GCC unroll 16")
#endif

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The widest vectors of floats.
using Tag = hn::ScalableTag<float>;
using Vector = hn::Vec<Tag>;
inline constexpr Index lanes = static_cast<Index>(hn::MaxLanes(Tag()));

// Asks for a line of the cache that is about to be written.  Where another core has read it, a store would wait
// until that core has given it up; and stores wait in line.
inline void prefetch_to_write(const void* line) {
#if HWY_ARCH_X86
  // What __builtin_prefetch(line, 1) makes only where the compiler is told of the instruction.
  asm volatile("prefetchw %0" : : "m"(*static_cast<const char*>(line)));
#else
  __builtin_prefetch(line, 1);
#endif
}

// a·b + c, rounded once (A1).  Highway's MulAdd rounds twice where the CPU has no fused
// multiply-add; std::fma is slow there, and right.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V fused(D d, V a, V b, V c) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
  using T = hn::TFromD<D>;
  constexpr std::size_t lane_count = hn::MaxLanes(D());
  T x[lane_count], y[lane_count], z[lane_count];
  hn::StoreU(a, d, x);
  hn::StoreU(b, d, y);
  hn::StoreU(c, d, z);
  for (std::size_t i = 0; i < lane_count; ++i) z[i] = std::fma(x[i], y[i], z[i]);
  return hn::LoadU(d, z);
#else
  (void)d;
  return hn::MulAdd(a, b, c);
#endif
}

// c − a·b, rounded once.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V fused_negated(D d, V a, V b, V c) {
  return fused(d, hn::Neg(a), b, c);
}

// |x| < 2⁻¹²⁶ ? +0 : x, NaN kept (A1: no value that is stored for later is subnormal).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V flush_subnormal(D d, V x) {
#if HWY_TARGET == HWY_AVX3
  // In two operations instead of three; the product does this to every tile.
  if constexpr (std::is_same_v<V, hn::Vec512<float>>) {
    constexpr int negative_zero = 0x04, subnormal = 0x20;
    const __mmask16 flushed = _mm512_fpclass_ps_mask(x.raw, negative_zero | subnormal);
    return V{_mm512_mask_xor_ps(x.raw, flushed, x.raw, x.raw)};
  }
#endif
  return hn::IfThenZeroElse(hn::Lt(hn::Abs(x), hn::Set(d, std::numeric_limits<hn::TFromD<D>>::min())), x);
}

// Loads `count` < lanes values; the other lanes are 0.  Reads nothing past them.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> load_first(D d, Index count, const T* from) {
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  return hn::MaskedLoad(hn::FirstN(d, static_cast<std::size_t>(count)), d, from);
#else
  HWY_ALIGN T values[hn::MaxLanes(D())] = {};
  std::memcpy(values, from, static_cast<std::size_t>(count) * sizeof(T));
  return hn::Load(d, values);
#endif
}

// Stores the first `count` < lanes values.  Writes nothing past them, not even what stood there:
// another thread may own it.
template <class D, class V = hn::Vec<D>, class T = hn::TFromD<D>>
HWY_INLINE void store_first(D d, Index count, V x, T* to) {
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  hn::BlendedStore(x, hn::FirstN(d, static_cast<std::size_t>(count)), d, to);
#else
  HWY_ALIGN T values[hn::MaxLanes(D())];
  hn::Store(x, d, values);
  std::memcpy(to, values, static_cast<std::size_t>(count) * sizeof(T));
#endif
}

// The same for `count` ≤ lanes.
template <class D, class V = hn::Vec<D>, class T = hn::TFromD<D>>
HWY_INLINE void store_up_to(D d, Index count, V x, T* to) {
  if (count == static_cast<Index>(hn::MaxLanes(D()))) {
    hn::StoreU(x, d, to);
  } else {
    store_first(d, count, x, to);
  }
}

// The same for reading.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> load_up_to(D d, Index count, const T* from) {
  return count == static_cast<Index>(hn::MaxLanes(D())) ? hn::LoadU(d, from) : load_first(d, count, from);
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
