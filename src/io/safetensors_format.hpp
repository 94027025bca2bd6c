// What reading and writing safetensors share: names of types, the digest of a file.
#pragma once

#include <array>
#include <string_view>

#include "io/safetensors.hpp"

namespace mlp {

struct TensorTypeEntry {
  TensorType type;
  std::string_view name;
  Index bytes;
};

inline constexpr std::array tensor_types = std::to_array<TensorTypeEntry>({{TensorType::f32, "F32", 4},
                                                                           {TensorType::f64, "F64", 8},
                                                                           {TensorType::i32, "I32", 4},
                                                                           {TensorType::i64, "I64", 8},
                                                                           {TensorType::u64, "U64", 8},
                                                                           {TensorType::u8, "U8", 1},
                                                                           {TensorType::f16, "F16", 2},
                                                                           {TensorType::bf16, "BF16", 2}});

constexpr const TensorTypeEntry& entry_of(TensorType type) {
  for (const TensorTypeEntry& entry : tensor_types) {
    if (entry.type == type) return entry;
  }
  return tensor_types.front();
}

inline constexpr std::size_t safetensors_size_bytes = 8;  // of the field that holds the header's size
inline constexpr std::string_view metadata_key = "__metadata__";
inline constexpr std::string_view digest_key = "sha256";
inline constexpr std::string_view digest_of_nothing =
    "0000000000000000000000000000000000000000000000000000000000000000";

}  // namespace mlp
