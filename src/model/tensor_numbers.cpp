#include "model/tensor_numbers.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace mlp {
namespace {

// IEEE 754 binary16: a sign, five bits of exponent, ten of mantissa.
float float_of_half(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16, exponent = half >> 10 & 31u, mantissa = half & 1023u;
  if (exponent == 0) {
    const float size = static_cast<float>(mantissa) * 0x1p-24f;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(size));
  }
  const std::uint32_t widened = exponent == 31 ? 255u : exponent + 112u;
  return std::bit_cast<float>(sign | widened << 23 | mantissa << 13);
}

float float_of_bfloat(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }

template <typename Stored, typename Convert>
void copy(const TensorView& tensor, float* to, const Convert& convert) {
  for (std::size_t at = 0; at < tensor.bytes.size(); at += sizeof(Stored)) {
    Stored stored;
    std::memcpy(&stored, tensor.bytes.data() + at, sizeof stored);  // it need not be aligned
    *to++ = convert(stored);
  }
}

}  // namespace

bool copy_as_floats(const TensorView& tensor, float* to) {
  switch (tensor.type) {
    case TensorType::f32:
      copy<float>(tensor, to, [](float x) { return x; });
      return true;
    case TensorType::f64:
      copy<double>(tensor, to, [](double x) { return static_cast<float>(x); });
      return true;
    case TensorType::f16:
      copy<std::uint16_t>(tensor, to, float_of_half);
      return true;
    case TensorType::bf16:
      copy<std::uint16_t>(tensor, to, float_of_bfloat);
      return true;
    default:
      return false;
  }
}

}  // namespace mlp
