#include <algorithm>
#include <cassert>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "io/atomic_file.hpp"
#include "io/digest.hpp"
#include "io/safetensors.hpp"
#include "io/safetensors_format.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

std::string header_text(const std::map<std::string, std::string>& metadata,
                        const std::vector<TensorView>& tensors) {
  nlohmann::ordered_json header;
  header[std::string(metadata_key)] = metadata;
  std::size_t offset = 0;
  for (const TensorView& tensor : tensors) {
    assert(!header.contains(tensor.name));
    const std::size_t end = offset + tensor.bytes.size();
    header[tensor.name] = {{"dtype", std::string(entry_of(tensor.type).name)},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, end}}};
    offset = end;
  }
  try {
    return header.dump();
  } catch (const nlohmann::json::type_error&) {
    throw DataError("a name or label in a model: expected UTF-8, got other bytes", "save the data as UTF-8");
  }
}

void pad_to_cache_line(std::string& header) {
  const std::size_t line = cache_line_bytes;
  const std::size_t used = safetensors_size_bytes + header.size();
  header.append((line - used % line) % line, ' ');
}

std::string little_endian(std::uint64_t value) {
  std::string bytes;
  for (std::size_t i = 0; i < safetensors_size_bytes; ++i) bytes += static_cast<char>(value >> 8 * i & 0xff);
  return bytes;
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, std::map<std::string, std::string> metadata,
                       const std::vector<TensorView>& tensors) {
  std::vector<TensorView> ordered = tensors;
  std::stable_sort(ordered.begin(), ordered.end(), [](const TensorView& a, const TensorView& b) {
    return bytes_of(a.type) > bytes_of(b.type);
  });
  metadata[std::string(digest_key)] = digest_of_nothing;
  std::string header = header_text(metadata, ordered);
  pad_to_cache_line(header);
  const std::string size = little_endian(header.size());

  std::vector<std::string_view> parts{size, header};
  for (const TensorView& tensor : ordered) parts.push_back(tensor.bytes);
  Sha256 digest;
  for (const std::string_view part : parts) digest.add(part.data(), part.size());
  // Quotes inside metadata are escaped, so only the value itself reads like this.
  const std::size_t digits = header.find('"' + std::string(digest_of_nothing) + '"') + 1;
  header.replace(digits, digest_of_nothing.size(), digest.hex());
  write_atomically(path, parts);
}

}  // namespace mlp
