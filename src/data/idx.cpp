#include "data/idx.hpp"

#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "data/message.hpp"
#include "data/number.hpp"
#include "io/gzip.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

namespace {

struct IdxHeader {
  int type = 0;
  std::vector<Index> dimensions;
  Index size = 0;    // of the header, in bytes
  Index values = 0;  // of the body
};

std::uint8_t byte_at(std::string_view bytes, Index i) {
  return static_cast<std::uint8_t>(bytes[static_cast<std::size_t>(i)]);
}

// The unsigned number whose big-endian bytes begin at `bytes`.
template <typename Unsigned>
Unsigned big_endian(const char* bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i)
    number = number << 8 | static_cast<std::uint8_t>(bytes[i]);
  return static_cast<Unsigned>(number);
}

std::string hexadecimal(std::uint8_t byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return {digits[byte >> 4], digits[byte & 15]};
}

// Bytes per value; 0 for a type that there is not.
Index value_size(int type) {
  switch (type) {
    case 0x08:
    case 0x09:
      return 1;
    case 0x0B:
      return 2;
    case 0x0C:
    case 0x0D:
      return 4;
    case 0x0E:
      return 8;
    default:
      return 0;
  }
}

std::string product_text(const std::vector<Index>& dimensions) {
  std::string text;
  for (const Index dimension : dimensions) text += (text.empty() ? "" : " x ") + std::to_string(dimension);
  return text;
}

[[noreturn]] void fail(std::string_view name, const std::string& message, const std::string& hint = {}) {
  throw DataError(std::string(name) + ": " + message, hint);
}

IdxHeader read_header(std::string_view bytes, std::string_view name) {
  const Index available = std::ssize(bytes);
  if (available == 0) fail(name, "expected an IDX file, got an empty file");
  if (available < 4)
    fail(name, "expected an IDX header of at least 4 bytes, got " + counted(available, "byte"));
  if (byte_at(bytes, 0) != 0 || byte_at(bytes, 1) != 0) {
    fail(name,
         "expected the IDX magic number 00 00, got " + hexadecimal(byte_at(bytes, 0)) + " " +
             hexadecimal(byte_at(bytes, 1)),
         "is it an IDX file, plain or gzip?");
  }
  IdxHeader header;
  header.type = byte_at(bytes, 2);
  if (value_size(header.type) == 0) {
    fail(name,
         "expected the IDX element type 08, 09, 0B, 0C, 0D or 0E, got " + hexadecimal(byte_at(bytes, 2)));
  }
  const Index rank = byte_at(bytes, 3);
  if (rank == 0) fail(name, "expected at least 1 dimension, got 0");
  header.size = 4 + 4 * rank;
  if (available < header.size) {
    fail(name,
         "expected an IDX header of " + std::to_string(header.size) + " bytes, got " +
             std::to_string(available),
         "the file is cut short");
  }

  for (Index d = 0; d < rank; ++d)
    header.dimensions.push_back(big_endian<std::uint32_t>(bytes.data() + 4 + 4 * d));
  for (const Index dimension : header.dimensions) {
    if (dimension == 0)
      fail(name, "expected dimensions of at least 1, got " + product_text(header.dimensions));
  }
  constexpr Index most_rows = std::numeric_limits<std::int32_t>::max();
  if (header.dimensions[0] > most_rows) {
    fail(name, "expected at most 2147483647 rows, got " + std::to_string(header.dimensions[0]));
  }
  // No more values than fit memory as floats.
  constexpr Index most_values = std::numeric_limits<Index>::max() / 16;
  header.values = 1;
  for (const Index dimension : header.dimensions) {
    if (dimension > most_values / header.values) {
      fail(name, "expected dimensions that fit memory, got " + product_text(header.dimensions));
    }
    header.values *= dimension;
  }
  return header;
}

// The value number i of the body, as the type says.
double value_at(const char* body, int type, Index i) {
  const char* const p = body + i * value_size(type);
  switch (type) {
    case 0x09:
      return static_cast<std::int8_t>(*p);
    case 0x0B:
      return static_cast<std::int16_t>(big_endian<std::uint16_t>(p));
    case 0x0C:
      return static_cast<std::int32_t>(big_endian<std::uint32_t>(p));
    case 0x0D:
      return std::bit_cast<float>(big_endian<std::uint32_t>(p));
    default:
      return std::bit_cast<double>(big_endian<std::uint64_t>(p));
  }
}

FlatBuffer<float> to_floats(const char* body, const IdxHeader& header, Index width, std::string_view name) {
  FlatBuffer<float> values(header.values);
  for (Index i = 0; i < header.values; ++i) {
    const double found = value_at(body, header.type, i);
    const std::optional<float> value = finite_float(found);
    if (!value) {
      fail(name, "row " + std::to_string(i / width + 1) + ", value " + std::to_string(i % width + 1) +
                     ": expected a finite number between -3.4e38 and 3.4e38, got " + number_text(found));
    }
    values[i] = *value;
  }
  return values;
}

}  // namespace

RowArray read_idx(std::string_view stored, std::string_view name) {
  const bool is_packed = is_gzip(stored);
  FlatBuffer<unsigned char> unpacked;
  std::string_view bytes = stored;
  if (is_packed) {
    unpacked = gunzip(stored, name);
    bytes = {reinterpret_cast<const char*>(unpacked.data()), static_cast<std::size_t>(unpacked.size())};
  }
  const IdxHeader header = read_header(bytes, name);
  const Index expected = header.values * value_size(header.type);
  const Index found = std::ssize(bytes) - header.size;
  if (found != expected) {
    fail(name,
         "expected " + counted(expected, "byte") + " of values for " + product_text(header.dimensions) +
             ", got " + std::to_string(found),
         found < expected ? "the file is cut short" : "something follows the values");
  }

  RowArray array;
  array.rows = header.dimensions[0];
  array.width = header.values / array.rows;
  if (header.dimensions.size() == 3) array.image_width = header.dimensions[2];
  const char* const body = bytes.data() + header.size;
  if (header.type != 0x08) {
    array.values = to_floats(body, header, array.width, name);
  } else if (is_packed) {
    unpacked.keep(header.size, header.values);
    array.bytes = std::move(unpacked);
  } else {
    array.bytes = FlatBuffer<std::uint8_t>(header.values);
    std::memcpy(array.bytes.data(), body, static_cast<std::size_t>(header.values));
  }
  return array;
}

Dataset read_idx_pair(const NamedBytes& inputs, const std::optional<NamedBytes>& targets,
                      const ColumnPlan& plan) {
  NamedArray rows{.array = read_idx(inputs.stored, inputs.name), .name = inputs.name};
  if (!targets) return dataset_of(std::move(rows), std::nullopt, plan);
  return dataset_of(std::move(rows), NamedArray{read_idx(targets->stored, targets->name), targets->name},
                    plan);
}

}  // namespace mlp
