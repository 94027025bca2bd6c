#include "data/npy_header.hpp"

#include <cstdint>
#include <limits>

#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// The dict, as far as numpy.lib.format writes it.
class NpyHeaderReader {
 public:
  NpyHeaderReader(std::string_view text, std::string_view name) : left_(text), text_(text), name_(name) {}

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

// The dict; behind it the numbers begin.
std::string_view take_dict(std::string_view& bytes, std::string_view name) {
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

}  // namespace

void refuse_array(std::string_view name, const std::string& message, const std::string& hint) {
  throw DataError(std::string(name) + ": " + message, hint);
}

NpyHeader take_npy_header(std::string_view& bytes, std::string_view name) {
  return NpyHeaderReader(take_dict(bytes, name), name).read();
}

Index check_npy_shape(const NpyHeader& header, std::size_t bytes, std::string_view name) {
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

}  // namespace mlp
