#include "io/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <string>

#include "mlp/base/error.hpp"

namespace mlp {
namespace {

constexpr int with_gzip_header = 16 + MAX_WBITS;

class Inflater {
 public:
  Inflater() {
    if (inflateInit2(&stream, with_gzip_header) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream{};
};

// zlib counts in 32 bits.
uInt step(Index bytes) { return static_cast<uInt>(std::min<Index>(bytes, Index{1} << 30)); }

FlatBuffer<unsigned char> resized(const FlatBuffer<unsigned char>& buffer, Index used, Index size) {
  FlatBuffer<unsigned char> result(size);
  std::copy_n(buffer.data(), used, result.data());
  return result;
}

// The last four bytes claim the size of the last member.  A usual claim saves copying; a strange
// one is not believed, and the buffer grows as the bytes come.
Index first_guess(std::string_view bytes) {
  const auto packed = static_cast<Index>(bytes.size());
  Index claimed = 0;
  for (std::size_t i = 0; i < 4 && i < bytes.size(); ++i) {
    claimed = claimed << 8 | static_cast<unsigned char>(bytes[bytes.size() - 1 - i]);
  }
  return claimed > 0 && claimed <= 16 * packed ? claimed : 4 * packed + 64;
}

constexpr const char* again = "fetch or copy the file again";

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

FlatBuffer<unsigned char> gunzip(std::string_view bytes, std::string_view name) {
  const std::string place(name);
  if (!is_gzip(bytes)) throw DataError(place + ": expected gzip data, got something else");
  FlatBuffer<unsigned char> unpacked(first_guess(bytes));
  Index size = 0;
  Inflater inflater;
  z_stream& stream = inflater.stream;
  std::string_view rest = bytes;
  while (!rest.empty()) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest.data()));
    stream.avail_in = step(static_cast<Index>(rest.size()));
    stream.next_out = unpacked.data() + size;
    stream.avail_out = step(unpacked.size() - size);
    const int result = inflate(&stream, Z_NO_FLUSH);
    rest.remove_prefix(static_cast<std::size_t>(reinterpret_cast<const char*>(stream.next_in) - rest.data()));
    size = stream.next_out - unpacked.data();
    if (result == Z_STREAM_END) {
      if (rest.empty()) return size == unpacked.size() ? std::move(unpacked) : resized(unpacked, size, size);
      if (!is_gzip(rest)) {
        throw DataError(place + ": expected the end of the file after the gzip data, got " +
                            std::to_string(rest.size()) + " more bytes",
                        again);
      }
      inflateReset(&stream);
    } else if (result == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (result == Z_BUF_ERROR) {
      // Only now is more room needed: a full buffer alone may be followed by the checksum.
      unpacked = resized(unpacked, size, 2 * unpacked.size());
    } else if (result != Z_OK) {
      const std::string reason = stream.msg != nullptr ? stream.msg : "no reason given";
      throw DataError(place + ": expected sound gzip data, got damaged ones after " + std::to_string(size) +
                          " unpacked bytes (" + reason + ")",
                      again);
    }
  }
  throw DataError(place + ": expected the end of the gzip data, got the end of the file after " +
                      std::to_string(size) + " unpacked bytes",
                  again);
}

}  // namespace mlp
