// Philox 4x32-10 (mlp/base/random.hpp) in vectors: each lane is a counter of its own, all under one key.
// Included once per target, inside foreach_target; everything is in that target's namespace.

#if defined(MLP_KERNELS_PHILOX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_PHILOX_INL_H_
#undef MLP_KERNELS_PHILOX_INL_H_
#else
#define MLP_KERNELS_PHILOX_INL_H_
#endif

#include <cstdint>

#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// The high and the low halves of a·multiplier.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void multiply_wide(D d, V a, std::uint32_t multiplier, V& high, V& low) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
  constexpr std::size_t lane_count = hn::MaxLanes(D());
  std::uint32_t x[lane_count], y[lane_count];
  hn::StoreU(a, d, x);
  for (std::size_t i = 0; i < lane_count; ++i) {
    const std::uint64_t product = std::uint64_t{x[i]} * multiplier;
    x[i] = static_cast<std::uint32_t>(product >> 32);
    y[i] = static_cast<std::uint32_t>(product);
  }
  high = hn::LoadU(d, x);
  low = hn::LoadU(d, y);
#else
  const hn::RepartitionToWide<D> wide;
  const V b = hn::Set(d, multiplier);
  const auto even = hn::MulEven(a, b);
  const auto odd = hn::MulEven(hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(wide, a))), b);
  high = hn::OddEven(hn::BitCast(d, odd), hn::BitCast(d, hn::ShiftRight<32>(even)));
  low = hn::OddEven(hn::BitCast(d, hn::ShiftLeft<32>(odd)), hn::BitCast(d, even));
#endif
}

// Ten rounds on the counters word[0 … 3].
template <class D, class V = hn::Vec<D>>
HWY_INLINE void philox(D d, std::uint64_t key, V* word) {
  auto key_0 = static_cast<std::uint32_t>(key);
  auto key_1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    V high_0, low_0, high_1, low_1;
    multiply_wide(d, word[0], 0xD2511F53, high_0, low_0);
    multiply_wide(d, word[2], 0xCD9E8D57, high_1, low_1);
    word[0] = hn::Xor(hn::Xor(high_1, word[1]), hn::Set(d, key_0));
    word[1] = low_1;
    word[2] = hn::Xor(hn::Xor(high_0, word[3]), hn::Set(d, key_1));
    word[3] = low_0;
    key_0 += 0x9E3779B9;
    key_1 += 0xBB67AE85;
  }
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
