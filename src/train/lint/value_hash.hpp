// A number that is the same for the same values in the same order: to look for equals among many.
#pragma once

#include <bit>
#include <cstdint>

namespace mlp {

// FNV-1a (Fowler, Noll & Vo 1991), a float or a number at a time; 0 and −0 are one, as they compare.
class ValueHash {
 public:
  void add(float value) { add(std::bit_cast<std::uint32_t>(value + 0.0f)); }
  void add(std::uint32_t word) { hash_ = (hash_ ^ word) * 1099511628211u; }

  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 14695981039346656037u;
};

}  // namespace mlp
