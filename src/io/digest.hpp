// SHA-256 (FIPS 180-4), by Nettle.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace mlp {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(const void* data, std::size_t size);
  // 64 lower-case hexadecimal digits.  REQUIRES: called once, nothing added afterwards.
  std::string hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace mlp
