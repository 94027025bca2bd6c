// Flat, aligned memory that vector code may read a little past its end.
//
//   FlatBuffer<T>   owns `size` elements, zeroed, aligned to 64 bytes, followed by 64 readable
//                   bytes, so that a kernel's last vector load stays inside the allocation.
//                   Copying copies; moving is free.  Never grows.
//                   Or it takes over memory mapped from a file, with the same readable bytes past its end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

#include "mlp/base/export.hpp"

namespace mlp {

// Sizes and positions, signed so that differences are harmless.
using Index = std::ptrdiff_t;

inline constexpr Index cache_line_bytes = 64;

// `count` rounded up to whole cache lines of float.
constexpr Index padded(Index count) {
  constexpr Index floats = cache_line_bytes / static_cast<Index>(sizeof(float));
  return (count + floats - 1) / floats * floats;
}

// What FlatBuffer is made of: `bytes` zeroed bytes, aligned to a cache line.  Large ones lie in huge pages
// where the system has some: without them a matrix whose rows are pages apart would miss the address cache at
// every row.  Throws std::bad_alloc.
MLP_API void* allocate_zeroed(std::size_t bytes);
MLP_API void release_zeroed(void* memory);

// Gives back memory that did not come from allocate_zeroed().
using ReleaseMemory = void (*)(void* memory);

template <typename T>
class FlatBuffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  FlatBuffer() = default;
  explicit FlatBuffer(Index size) : data_(allocate(size)), size_(size) {}
  // Takes over memory followed by 64 readable bytes.
  FlatBuffer(T* data, Index size, ReleaseMemory release_memory)
      : data_(data), size_(size), release_memory_(release_memory) {}
  FlatBuffer(const FlatBuffer& other) : FlatBuffer(other.size_) {
    if (size_ > 0) std::memcpy(data_, other.data_, bytes(size_));
  }
  FlatBuffer(FlatBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        release_memory_(std::exchange(other.release_memory_, nullptr)) {}
  FlatBuffer& operator=(FlatBuffer other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(release_memory_, other.release_memory_);
    return *this;
  }
  ~FlatBuffer() { release_memory_ ? release_memory_(data_) : release_zeroed(data_); }

  T* data() { return data_; }
  const T* data() const { return data_; }
  // From element `first` on; null where there are none.
  T* from(Index first) { return data_ ? data_ + first : nullptr; }
  const T* from(Index first) const { return data_ ? data_ + first : nullptr; }
  Index size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](Index i) { return data_[i]; }
  const T& operator[](Index i) const { return data_[i]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  // Keeps `count` elements from `first` on, moved to the front; the allocation stays as it is.
  // REQUIRES: they exist.
  void keep(Index first, Index count) {
    if (size_ == 0) return;
    if (first > 0) std::memmove(data_, data_ + first, bytes(count));
    // What a kernel's last vector load reads past the end stays 0.
    const std::size_t read_past_end =
        std::min(bytes(size_ - count), static_cast<std::size_t>(cache_line_bytes));
    std::memset(data_ + count, 0, read_past_end);
    size_ = count;
  }
  operator std::span<T>() { return {data_, static_cast<std::size_t>(size_)}; }
  operator std::span<const T>() const { return {data_, static_cast<std::size_t>(size_)}; }

 private:
  static std::size_t bytes(Index size) { return static_cast<std::size_t>(size) * sizeof(T); }
  static T* allocate(Index size) {
    if (size == 0) return nullptr;
    return static_cast<T*>(allocate_zeroed(bytes(size) + cache_line_bytes));
  }

  T* data_ = nullptr;
  Index size_ = 0;
  ReleaseMemory release_memory_ = nullptr;  // null: release_zeroed
};

}  // namespace mlp
