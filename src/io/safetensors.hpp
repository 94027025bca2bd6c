// The safetensors format: an 8-byte little-endian header size, a JSON header, the tensors' bytes.
//
//   {"__metadata__": {"sha256": "…", …}, "layers.0.weight": {"dtype": "F32", "shape": [256, 784],
//    "data_offsets": [0, 802816]}, …}
//
// Our files carry in their metadata a SHA-256 over the whole file with its own 64 digits read as
// '0', so that any changed bit or cut is found on reading.  The header is padded with spaces so
// that the data start at a multiple of 64 bytes; tensors of larger elements come first, so that
// every tensor is aligned to its type.  Nothing in such a file can run code.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/mapped_file.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

enum class TensorType { f32, f64, i32, i64, u64, u8, f16, bf16 };

// Whose file it is.  Those of other programs carry no digest, and need not align their tensors.
enum class SafetensorsOrigin { ours, foreign };

// 4 for f32.
Index bytes_of(TensorType type);

struct TensorView {
  std::string name;
  TensorType type = TensorType::f32;
  std::vector<Index> shape;  // row-major; empty: a scalar
  std::string_view bytes;    // little-endian
};

// "F32 [256, 784]".
std::string shape_text(TensorType type, const std::vector<Index>& shape);

// The bytes of `count` values, as a TensorView has them.
template <typename T>
std::string_view bytes_of(const T* values, Index count) {
  return {reinterpret_cast<const char*>(values), static_cast<std::size_t>(count) * sizeof(T)};
}

class SafetensorsFile {
 public:
  // Maps and checks the file: sizes, offsets (no gap, no overlap), types, and of ours the digest.
  // Throws IoError when it cannot be read, CorruptFile when anything does not fit.
  explicit SafetensorsFile(const std::filesystem::path& path,
                           SafetensorsOrigin origin = SafetensorsOrigin::ours);

  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  // In the order of their bytes; views of the mapped file, aligned to their type in ours.
  const std::vector<TensorView>& tensors() const { return tensors_; }
  // Throws CorruptFile when there is none of that name, type and shape.
  const TensorView& tensor(std::string_view name, TensorType type, const std::vector<Index>& shape) const;
  bool has(std::string_view name) const;
  // Where in the file the tensor's bytes begin.
  std::size_t offset_of(const TensorView& tensor) const {
    return static_cast<std::size_t>(tensor.bytes.data() - file_.bytes().data());
  }

 private:
  std::filesystem::path path_;
  MappedFile file_;
  std::map<std::string, std::string> metadata_;
  std::vector<TensorView> tensors_;
};

// Writes atomically (see atomic_file.hpp); adds "sha256" to the metadata.
// REQUIRES: names are different and not "__metadata__"; bytes fit type and shape.
void write_safetensors(const std::filesystem::path& path, std::map<std::string, std::string> metadata,
                       const std::vector<TensorView>& tensors);

}  // namespace mlp
