#include "data/npy_array.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "data/message.hpp"
#include "data/npy_header.hpp"
#include "data/number.hpp"
#include "io/disk_numbers.hpp"
#include "io/gzip.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// IEEE 754 binary16, its exponent and fraction put where binary32 has them.
float half(std::uint16_t bits) {
  const std::uint32_t exponent = bits >> 10 & 31, fraction = bits & 1023;
  const bool is_negative = (bits & 0x8000) != 0;
  if (exponent == 0) return static_cast<float>(fraction) * (is_negative ? -0x1p-24f : 0x1p-24f);
  constexpr std::uint32_t bias = 127 - 15, not_finite = 255;
  const std::uint32_t sign = is_negative ? 0x80000000u : 0u;
  return std::bit_cast<float>(sign | (exponent == 31 ? not_finite : exponent + bias) << 23 | fraction << 13);
}

double number_at(const char* p, const NpyHeader& header) {
  std::uint64_t bits = 0;
  for (Index i = 0; i < header.size; ++i) {
    const Index at = header.is_big_endian ? i : header.size - 1 - i;
    bits = bits << 8 | static_cast<unsigned char>(p[at]);
  }
  switch (header.kind) {
    case 'f':
      if (header.size == 2) return half(static_cast<std::uint16_t>(bits));
      return header.size == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                              : std::bit_cast<double>(bits);
    case 'i': {
      const int unused = static_cast<int>(64 - 8 * header.size);
      return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
    }
    case 'b':
      return bits != 0 ? 1.0 : 0.0;
    default:
      return static_cast<double>(bits);
  }
}

// Where element `column` of `row`, counted in C's order, stands in the file.
class Places {
 public:
  Places(const NpyHeader& header, Index width) : header_(header), width_(width) {
    Index stride = 1;
    for (const Index dimension : header.shape) {
      strides_.push_back(stride);
      stride *= dimension;
    }
  }

  Index of(Index row, Index column) const {
    if (!header_.is_fortran) return row * width_ + column;
    Index place = row;
    for (std::size_t axis = strides_.size() - 1; axis > 0; --axis) {
      place += column % header_.shape[axis] * strides_[axis];
      column /= header_.shape[axis];
    }
    return place;
  }

 private:
  const NpyHeader& header_;
  const Index width_;
  std::vector<Index> strides_;  // of Fortran's order
};

// Without their values.
RowArray rows_of(const NpyHeader& header, Index count) {
  const Index rows = header.shape.front();
  const Index image_width = header.shape.size() == 3 ? header.shape.back() : 0;
  return {.rows = rows, .width = count / rows, .image_width = image_width, .bytes = {}, .values = {}};
}

[[noreturn]] void refuse_value(std::string_view name, Index row, Index column, double number) {
  refuse_array(name, "row " + std::to_string(row + 1) + ", value " + std::to_string(column + 1) +
                         ": expected a finite number between -3.4e38 and 3.4e38, got " + number_text(number));
}

// Unsigned bytes of three axes or more.
bool is_image(const NpyHeader& header) {
  return header.kind == 'u' && header.size == 1 && header.shape.size() > 2;
}

bool is_native_float(const NpyHeader& header) {
  return header.kind == 'f' && header.size == 4 && !header.is_big_endian;
}

// Whether the numbers lie in the file as they are used.
bool needs_no_conversion(const NpyHeader& header) {
  return (is_native_float(header) || is_image(header)) && !header.is_fortran;
}

// The place of the next value from `place` on that finite_float() would not leave as it is, or behind the
// last.
Index next_unusual(const FlatBuffer<float>& values, Index place) {
  while (place < values.size() && (values[place] == 0.0f || std::isnormal(values[place]))) ++place;
  return place;
}

void check_finite(const RowArray& array, Index place, std::string_view name) {
  const float value = array.values[place];
  if (!std::isfinite(value))
    refuse_value(name, place / array.width, place % array.width, static_cast<double>(value));
}

void copy_numbers(std::string_view bytes, std::string_view name, RowArray& array) {
  if (!array.bytes.empty()) {
    std::memcpy(array.bytes.data(), bytes.data(), bytes.size());
    return;
  }
  std::memcpy(array.values.data(), bytes.data(), bytes.size());
  for (Index at = next_unusual(array.values, 0); at < array.values.size();
       at = next_unusual(array.values, at + 1)) {
    check_finite(array, at, name);
    array.values[at] = 0.0f;
  }
}

void convert_numbers(std::string_view bytes, const NpyHeader& header, std::string_view name,
                     RowArray& array) {
  const Places places(header, array.width);
  for (Index row = 0; row < array.rows; ++row) {
    for (Index column = 0; column < array.width; ++column) {
      const double number = number_at(bytes.data() + places.of(row, column) * header.size, header);
      const Index at = row * array.width + column;
      if (!array.bytes.empty()) {
        array.bytes[at] = static_cast<std::uint8_t>(number);
        continue;
      }
      const std::optional<float> value = finite_float(number);
      if (!value) refuse_value(name, row, column, number);
      array.values[at] = *value;
    }
  }
}

}  // namespace

RowArray read_npy_array(std::string_view stored, std::string_view name) {
  FlatBuffer<unsigned char> unpacked;
  std::string_view bytes = stored;
  if (is_gzip(stored)) {
    unpacked = gunzip(stored, name);
    bytes = {reinterpret_cast<const char*>(unpacked.data()), static_cast<std::size_t>(unpacked.size())};
  }
  const NpyHeader header = take_npy_header(bytes, name);
  const Index count = check_npy_shape(header, bytes.size(), name);
  RowArray array = rows_of(header, count);
  is_image(header) ? void(array.bytes = FlatBuffer<std::uint8_t>(count))
                   : void(array.values = FlatBuffer<float>(count));
  needs_no_conversion(header) ? copy_numbers(bytes, name, array)
                              : convert_numbers(bytes, header, name, array);
  return array;
}

RowArray map_npy_array(const std::filesystem::path& path, std::string_view name) {
  const MappedFile file(path);
  std::string_view bytes = file.bytes();
  if (is_gzip(bytes))
    refuse_array(name, "expected a file that is not packed with on_disk, got gzip", "gunzip it");
  const NpyHeader header = take_npy_header(bytes, name);
  const Index count = check_npy_shape(header, bytes.size(), name);
  const auto offset = static_cast<std::size_t>(bytes.data() - file.bytes().data());
  const bool is_aligned = is_image(header) || offset % sizeof(float) == 0;
  if (!needs_no_conversion(header) || !is_aligned) {
    refuse_array(name, "expected float32, or images of bytes, in C order with on_disk, got another array",
                 "numpy.save(path, numpy.ascontiguousarray(array, \"float32\")) writes one");
  }
  RowArray array = rows_of(header, count);
  if (is_image(header)) {
    array.bytes = stored_numbers<std::uint8_t>(path, offset, count);
    return array;
  }
  array.values = stored_numbers<float>(path, offset, count);
  const Index unusual = next_unusual(array.values, 0);
  if (unusual == array.values.size()) return array;
  check_finite(array, unusual, name);
  refuse_array(name,
               "row " + std::to_string(unusual / array.width + 1) + ", value " +
                   std::to_string(unusual % array.width + 1) +
                   ": expected 0 or a number of at least 1.2e-38 with on_disk, got " +
                   number_text(array.values[unusual]),
               "array[abs(array) < 1.2e-38] = 0");
}

}  // namespace mlp
