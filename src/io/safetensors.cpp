#include "io/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "io/digest.hpp"
#include "io/json_document.hpp"
#include "io/safetensors_format.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are mapped as they lie in the file");

// A header of this size describes more than a hundred thousand tensors.
constexpr std::uint64_t largest_header = 16 << 20;

class Reader {
 public:
  Reader(const std::filesystem::path& path, SafetensorsOrigin origin, std::string_view file)
      : place_(path.string()), is_ours_(origin == SafetensorsOrigin::ours), file_(file) {}

  void read(std::map<std::string, std::string>& metadata, std::vector<TensorView>& tensors) {
    const JsonNode header = read_header();
    for (const JsonMember& member : std::get<JsonObject>(header.value)) {
      if (member.key == metadata_key) {
        metadata = read_metadata(member.value);
      } else {
        tensors.push_back(read_tensor(member.key, member.value));
      }
    }
    check_contiguous(tensors);
    if (is_ours_) check_digest(metadata);
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw CorruptFile(place_ + ": " + message,
                      "the file is damaged, cut short or no model; copy or train it again");
  }

  JsonNode read_header() {
    if (file_.size() < safetensors_size_bytes) {
      fail("expected a safetensors file, got only " + std::to_string(file_.size()) + " bytes");
    }
    std::uint64_t size = 0;
    std::memcpy(&size, file_.data(), sizeof size);
    const std::uint64_t available = file_.size() - safetensors_size_bytes;
    if (size > largest_header || size > available) {
      if (!is_begun_as_header()) {
        throw CorruptFile(place_ + ": expected a safetensors file, got another kind of file",
                          "a model is what a training leaves as model.safetensors in its run directory");
      }
      fail("expected a header of at most " + std::to_string(std::min(largest_header, available)) +
           " bytes, got " + std::to_string(size));
    }
    header_ = file_.substr(safetensors_size_bytes, size);
    data_ = file_.substr(safetensors_size_bytes + size);
    std::vector<JsonProblem> problems;
    JsonNode header;
    try {
      header = parse_json(header_, "header", problems);
      throw_problems(problems, "header");
    } catch (const ConfigError& error) {
      fail(first_line(error.what()));
    }
    if (!header.is_object()) fail("expected a JSON object as header, got " + shown(header));
    return header;
  }

  // A header is a JSON object; its bytes alone do not tell its size.
  bool is_begun_as_header() const {
    return file_.size() > safetensors_size_bytes && file_[safetensors_size_bytes] == '{';
  }

  static std::string first_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
  }

  std::map<std::string, std::string> read_metadata(const JsonNode& node) const {
    std::map<std::string, std::string> metadata;
    if (!node.is_object()) fail("expected an object as __metadata__, got " + shown(node));
    for (const JsonMember& member : std::get<JsonObject>(node.value)) {
      const auto* text = std::get_if<std::string>(&member.value.value);
      if (text == nullptr) fail("__metadata__: expected strings, got " + shown(member.value));
      metadata[member.key] = *text;
    }
    return metadata;
  }

  TensorView read_tensor(const std::string& name, const JsonNode& node) const {
    const std::string subject = "tensor " + shown(name) + ": ";
    const JsonNode* dtype = node.find("dtype");
    const JsonNode* shape = node.find("shape");
    const JsonNode* offsets = node.find("data_offsets");
    if (dtype == nullptr || shape == nullptr || offsets == nullptr ||
        std::get<JsonObject>(node.value).size() != 3) {
      fail(subject + "expected the keys dtype, shape and data_offsets");
    }
    TensorView tensor{.name = name, .type = TensorType::f32, .shape = {}, .bytes = {}};
    const auto* type_name = std::get_if<std::string>(&dtype->value);
    const auto type = std::find_if(
        tensor_types.begin(), tensor_types.end(),
        [&](const TensorTypeEntry& entry) { return type_name != nullptr && entry.name == *type_name; });
    if (type == tensor_types.end()) fail(subject + "expected a known dtype, got " + shown(*dtype));
    tensor.type = type->type;

    std::uint64_t size = static_cast<std::uint64_t>(type->bytes);
    for (const std::uint64_t extent : naturals(*shape, subject)) {
      if (__builtin_mul_overflow(size, extent, &size)) fail(subject + "expected a shape that fits in memory");
      tensor.shape.push_back(static_cast<Index>(extent));
    }
    const std::vector<std::uint64_t> range = naturals(*offsets, subject);
    if (range.size() != 2 || range[0] > range[1] || range[1] > data_.size() || range[1] - range[0] != size) {
      fail(subject + "expected offsets within the file's " + std::to_string(data_.size()) +
           " data bytes that span the shape's " + std::to_string(size));
    }
    const std::uint64_t file_offset = file_.size() - data_.size() + range[0];
    if (is_ours_ && file_offset % static_cast<std::uint64_t>(type->bytes) != 0) {
      fail(subject + "expected data aligned to their type");
    }
    tensor.bytes = data_.substr(range[0], size);
    return tensor;
  }

  std::vector<std::uint64_t> naturals(const JsonNode& node, const std::string& subject) const {
    const auto* list = std::get_if<JsonArray>(&node.value);
    if (list == nullptr) fail(subject + "expected a list of integers, got " + shown(node));
    std::vector<std::uint64_t> numbers;
    for (const JsonNode& element : *list) {
      const auto* number = std::get_if<std::uint64_t>(&element.value);
      if (number == nullptr || *number > static_cast<std::uint64_t>(std::numeric_limits<Index>::max())) {
        fail(subject + "expected a size or an offset, got " + shown(element));
      }
      numbers.push_back(*number);
    }
    return numbers;
  }

  void check_contiguous(std::vector<TensorView>& tensors) const {
    // An empty tensor lies before the one that starts where it stands.
    std::stable_sort(tensors.begin(), tensors.end(), [](const TensorView& a, const TensorView& b) {
      return std::pair(a.bytes.data(), a.bytes.size()) < std::pair(b.bytes.data(), b.bytes.size());
    });
    const char* expected = data_.data();
    for (const TensorView& tensor : tensors) {
      if (tensor.bytes.data() != expected) {
        fail("tensor " + shown(tensor.name) + ": expected data without gap and overlap");
      }
      expected += tensor.bytes.size();
    }
    if (expected != data_.data() + data_.size()) {
      fail("expected " + std::to_string(expected - data_.data()) + " data bytes, got " +
           std::to_string(data_.size()));
    }
  }

  void check_digest(const std::map<std::string, std::string>& metadata) const {
    const auto entry = metadata.find(std::string(digest_key));
    if (entry == metadata.end()) fail("expected sha256 in its metadata, got none");
    const std::string quoted = '"' + entry->second + '"';
    const std::size_t at = header_.find(quoted);
    const bool is_unique =
        at != std::string_view::npos && header_.find(quoted, at + 1) == std::string_view::npos;
    if (entry->second.size() != digest_of_nothing.size() || !is_unique) {
      fail("expected 64 digits of sha256 in its metadata, got " + shown(entry->second));
    }
    const std::size_t digits = safetensors_size_bytes + at + 1;
    const std::size_t after = digits + digest_of_nothing.size();
    Sha256 digest;
    digest.add(file_.data(), digits);
    digest.add(digest_of_nothing.data(), digest_of_nothing.size());
    digest.add(file_.data() + after, file_.size() - after);
    const std::string found = digest.hex();
    if (found != entry->second) fail("expected content of SHA-256 " + entry->second + ", got " + found);
  }

  std::string place_;
  bool is_ours_;
  std::string_view file_;
  std::string_view header_;
  std::string_view data_;
};

}  // namespace

std::string shape_text(TensorType type, const std::vector<Index>& shape) {
  std::string text = std::string(entry_of(type).name) + " [";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

Index bytes_of(TensorType type) { return entry_of(type).bytes; }

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path, SafetensorsOrigin origin)
    : path_(path), file_(path) {
  Reader(path, origin, file_.bytes()).read(metadata_, tensors_);
}

bool SafetensorsFile::has(std::string_view name) const {
  return std::any_of(tensors_.begin(), tensors_.end(),
                     [&](const TensorView& each) { return each.name == name; });
}

const TensorView& SafetensorsFile::tensor(std::string_view name, TensorType type,
                                          const std::vector<Index>& shape) const {
  const auto found = std::find_if(tensors_.begin(), tensors_.end(),
                                  [&](const TensorView& each) { return each.name == name; });
  const bool exists = found != tensors_.end();
  if (exists && found->type == type && found->shape == shape) return *found;
  throw CorruptFile(path_.string() + ": expected tensor " + shown(name) + " of " + shape_text(type, shape) +
                        ", got " + (exists ? shape_text(found->type, found->shape) : "none"),
                    "the file belongs to a network of other layers");
}

}  // namespace mlp
