#include "data/npy_array.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "data/message.hpp"
#include "data/number.hpp"
#include "io/disk_numbers.hpp"
#include "io/gzip.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

[[noreturn]] void refuse_array(std::string_view name, const std::string& message,
                               const std::string& hint = {}) {
  throw DataError(std::string(name) + ": " + message, hint);
}

struct NpyHeader {
  char kind = 0;   // f, i, u or b
  Index size = 0;  // bytes of a number
  bool is_big_endian = false;
  bool is_fortran = false;
  std::vector<Index> shape = {};
};

// The dict, as far as numpy.lib.format writes it.
class HeaderReader {
 public:
  HeaderReader(std::string_view text, std::string_view name) : left_(text), text_(text), name_(name) {}

  NpyHeader read() {
    bool has_type = false, has_order = false, has_shape = false;
    expect('{');
    while (!take('}')) {
      const std::string key = string();
      expect(':');
      if (key == "descr" && !has_type) {
        has_type = true;
        read_type(string());
      } else if (key == "fortran_order" && !has_order) {
        has_order = true;
        header_.is_fortran = truth();
      } else if (key == "shape" && !has_shape) {
        has_shape = true;
        read_shape();
      } else {
        refuse();
      }
      take(',');
    }
    blanks();
    if (!left_.empty() || !has_type || !has_order || !has_shape) refuse();
    return header_;
  }

 private:
  [[noreturn]] void refuse() const {
    refuse_array(name_, "expected a header of an array of numbers, got " + in_quotes(text_),
                 "numpy.save(path, array) writes one; arrays of objects or records are not read");
  }

  void blanks() {
    while (!left_.empty() && (left_.front() == ' ' || left_.front() == '\n')) left_.remove_prefix(1);
  }
  bool take(char c) {
    blanks();
    if (!left_.starts_with(c)) return false;
    left_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) refuse();
  }

  std::string string() {
    blanks();
    if (left_.empty() || (left_.front() != '\'' && left_.front() != '"')) refuse();
    const std::size_t end = left_.find(left_.front(), 1);
    if (end == std::string_view::npos) refuse();
    std::string text(left_.substr(1, end - 1));
    left_.remove_prefix(end + 1);
    return text;
  }

  bool truth() {
    blanks();
    for (const std::string_view word : {"True", "False"}) {
      if (!left_.starts_with(word)) continue;
      left_.remove_prefix(word.size());
      return word == "True";
    }
    refuse();
  }

  void read_type(const std::string& type) {
    const bool is_known =
        type == "|b1" || type == "|i1" || type == "|u1" ||
        (type.size() == 3 && (type[0] == '<' || type[0] == '>') &&
         ((type[1] == 'f' && (type[2] == '2' || type[2] == '4' || type[2] == '8')) ||
          ((type[1] == 'i' || type[1] == 'u') && (type[2] == '2' || type[2] == '4' || type[2] == '8'))));
    if (!is_known) {
      const bool is_text = type.find_first_of("US") != std::string::npos;
      refuse_array(name_, "expected an array of numbers, got one of type " + in_quotes(type),
                   is_text ? "number the words: labels, numbers = numpy.unique(words, return_inverse=True)"
                           : "array.astype(\"float32\") makes numbers of what can be some");
    }
    header_.is_big_endian = type[0] == '>';
    header_.kind = type[1];
    header_.size = type[2] - '0';
  }

  void read_shape() {
    expect('(');
    while (!take(')')) {
      blanks();
      Index number = 0;
      std::size_t digits = 0;
      for (; digits < left_.size() && left_[digits] >= '0' && left_[digits] <= '9'; ++digits) {
        if (digits > 15) refuse();
        number = 10 * number + (left_[digits] - '0');
      }
      if (digits == 0) refuse();
      left_.remove_prefix(digits);
      header_.shape.push_back(number);
      if (!take(',') && !left_.starts_with(')')) refuse();
    }
  }

  std::string_view left_;
  const std::string_view text_, name_;
  NpyHeader header_;
};

// Where the numbers begin, and what they are.
std::string_view take_header(std::string_view& bytes, std::string_view name) {
  constexpr std::string_view magic = "\x93NUMPY";
  if (bytes.starts_with("PK")) {
    refuse_array(name, "expected an array, got an archive of some",
                 "name one in it, such as " + std::string(name) + "/x");
  }
  if (!bytes.starts_with(magic) || bytes.size() < 8)
    refuse_array(name, "expected a .npy file, got another kind", "numpy.save(path, array) writes one");
  const int version = static_cast<unsigned char>(bytes[6]);
  if (version < 1 || version > 3)
    refuse_array(name, "expected version 1, 2 or 3 of .npy, got " + std::to_string(version));
  const std::size_t size_bytes = version == 1 ? 2 : 4;
  bytes.remove_prefix(8);
  std::size_t size = 0;
  for (std::size_t i = 0; i < size_bytes && i < bytes.size(); ++i)
    size |= std::size_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  if (bytes.size() < size_bytes || bytes.size() - size_bytes < size)
    refuse_array(name, "expected a header, got the end of the file", "the file is cut short");
  const std::string_view header = bytes.substr(size_bytes, size);
  bytes.remove_prefix(size_bytes + size);
  return header;
}

std::string shape_text(const std::vector<Index>& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

// How many numbers there are.
Index check_shape(const NpyHeader& header, std::size_t bytes, std::string_view name) {
  if (header.shape.empty()) refuse_array(name, "expected an array with an axis of rows, got a single number");
  Index count = 1;
  constexpr Index most = std::numeric_limits<Index>::max() / 16;
  for (const Index dimension : header.shape) {
    if (dimension == 0)
      refuse_array(name, "expected axes of at least 1, got the shape " + shape_text(header.shape));
    if (dimension > most / count)
      refuse_array(name, "expected a shape that fits memory, got " + shape_text(header.shape));
    count *= dimension;
  }
  if (header.shape.front() > std::numeric_limits<std::int32_t>::max())
    refuse_array(name, "expected at most 2147483647 rows, got " + std::to_string(header.shape.front()));
  const auto expected = static_cast<std::size_t>(count * header.size);
  if (bytes != expected) {
    refuse_array(name,
                 "expected " + counted(static_cast<Index>(expected), "byte") + " of numbers for the shape " +
                     shape_text(header.shape) + ", got " + std::to_string(bytes),
                 bytes < expected ? "the file is cut short" : "something follows the numbers");
  }
  return count;
}

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
  const NpyHeader header = HeaderReader(take_header(bytes, name), name).read();
  const Index count = check_shape(header, bytes.size(), name);
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
  const NpyHeader header = HeaderReader(take_header(bytes, name), name).read();
  const Index count = check_shape(header, bytes.size(), name);
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
