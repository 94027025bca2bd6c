// Numbers that a file holds and memory does not: they are mapped, the system reads what is looked at and lets
// go of what it needs the room of.  Data larger than memory look so to all who use them like any other.
//
// The file must not be cut short by others while it is mapped: the system would end the process.
#pragma once

#include <cstddef>
#include <filesystem>

#include "mlp/base/memory.hpp"

namespace mlp {

// The `bytes` bytes of a file from `offset` on, only to be read, followed by 64 readable ones.
// Throws IoError.  REQUIRES: the file has them.
void* map_stored(const std::filesystem::path& path, std::size_t offset, std::size_t bytes);

// Zeroed bytes of a file without a name in `folder`, which is made where it is missing; the file goes with
// the memory.  Throws IoError.
void* map_scratch(const std::filesystem::path& folder, std::size_t bytes);

// Gives back what the two above gave.
void unmap_numbers(void* memory);

template <typename T>
FlatBuffer<T> stored_numbers(const std::filesystem::path& path, std::size_t offset, Index count) {
  const auto bytes = static_cast<std::size_t>(count) * sizeof(T);
  return {static_cast<T*>(map_stored(path, offset, bytes)), count, unmap_numbers};
}

template <typename T>
FlatBuffer<T> scratch_numbers(const std::filesystem::path& folder, Index count) {
  if (count == 0) return {};
  const auto bytes = static_cast<std::size_t>(count) * sizeof(T);
  return {static_cast<T*>(map_scratch(folder, bytes)), count, unmap_numbers};
}

// In which order mapped numbers are about to be read: the system reads ahead, or what is asked for alone.
enum class ReadingOrder { as_stored, at_random };
void announce(ReadingOrder order, const void* memory, std::size_t bytes);

// Begins to read mapped numbers that will be wanted soon, and does not wait for them.
void begin_reading(const void* memory, std::size_t bytes);

}  // namespace mlp
