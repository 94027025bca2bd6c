#include "io/npy.hpp"

#include <bit>
#include <cassert>
#include <cstring>
#include <functional>
#include <numeric>
#include <string>
#include <string_view>

#include "io/atomic_file.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

static_assert(std::endian::native == std::endian::little, "the numbers are written as they lie in memory");

Index count_of(const std::vector<Index>& shape) {
  return std::accumulate(shape.begin(), shape.end(), Index{1}, std::multiplies<>());
}

// A Python tuple: "()", "(3,)", "(3, 4)".
std::string tuple_text(const std::vector<Index>& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

// Everything before the numbers.
std::string header_of(const std::vector<Index>& shape) {
  constexpr std::string_view magic("\x93NUMPY\x01\x00", 8);
  constexpr std::size_t size_bytes = 2;
  std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': " + tuple_text(shape) + ", }";
  const std::size_t used = magic.size() + size_bytes + text.size() + 1;
  const std::size_t line = cache_line_bytes;
  text.append((line - used % line) % line, ' ');
  text += '\n';
  assert(text.size() <= 0xffff);
  const std::string size{static_cast<char>(text.size() & 0xff), static_cast<char>(text.size() >> 8)};
  return std::string(magic) + size + text;
}

}  // namespace

void write_npy(const std::filesystem::path& path, const std::vector<Index>& shape,
               std::span<const float> values) {
  assert(count_of(shape) == std::ssize(values));
  const std::string header = header_of(shape);
  write_atomically(path, {header, {reinterpret_cast<const char*>(values.data()), values.size_bytes()}});
}

FlatBuffer<float> read_npy(const std::filesystem::path& path, const std::vector<Index>& shape) {
  const MappedFile file(path);
  const std::string_view bytes = file.bytes();
  const std::string header = header_of(shape);
  FlatBuffer<float> values(count_of(shape));
  const std::size_t size = static_cast<std::size_t>(values.size()) * sizeof(float);
  if (!bytes.starts_with(header) || bytes.size() != header.size() + size) {
    throw CorruptFile(
        path.string() + ": expected an array of float32 of shape " + tuple_text(shape) + ", got another file",
        "the file is damaged or was written by another program");
  }
  if (size > 0) std::memcpy(values.data(), bytes.data() + header.size(), size);
  return values;
}

}  // namespace mlp
