#include "model/parameters_digest.hpp"

#include <bit>

#include "io/digest.hpp"

namespace mlp {

static_assert(std::endian::native == std::endian::little, "files and digests hold little-endian numbers");

std::string parameters_sha256(const ParameterLayout& layout, const float* parameters) {
  Sha256 digest;
  for (const ParameterTensor& tensor : layout.tensors) {
    digest.add(parameters + tensor.offset, static_cast<std::size_t>(tensor.size()) * sizeof(float));
  }
  return digest.hex();
}

}  // namespace mlp
