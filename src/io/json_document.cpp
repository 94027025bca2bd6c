#include "io/json_document.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "io/json_pointer.hpp"
#include "io/json_syntax.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// Reads characters and counts them where the handler can see it.
class CountingIterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator() = default;
  CountingIterator(const char* at, std::size_t* count) : at_(at), count_(count) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    ++*count_;
    return *this;
  }
  CountingIterator operator++(int) {
    const CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_ = nullptr;
  std::size_t* count_ = nullptr;
};

// Builds the tree from the parser's events.  The parser says what it read, not where; but where
// the last token ended is known, and only blanks, a comma or a colon lie between two tokens.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(std::string_view text, std::string_view name, std::vector<JsonProblem>& problems)
      : text_(text), name_(name), problems_(problems) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') line_starts_.push_back(i + 1);
    }
  }

  std::size_t* count() { return &state_.consumed; }
  JsonNode take_root() { return std::move(root_); }

  bool null() override { return scalar(nullptr); }
  bool boolean(bool value) override { return scalar(value); }
  bool number_integer(std::int64_t value) override { return scalar(value); }
  bool number_unsigned(std::uint64_t value) override { return scalar(value); }
  bool number_float(double value, const std::string&) override { return scalar(value); }
  bool string(std::string& value) override { return scalar(std::move(value)); }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open('{', JsonObject{}); }
  bool start_array(std::size_t) override { return open('[', JsonArray{}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(std::string& value) override {
    Frame& frame = frames_.back();
    frame.key = value;
    frame.key_at = position(token_start());
    const auto [first, is_new] = frame.keys.emplace(value, frame.key_at);
    frame.key_is_duplicate = !is_new;
    if (!is_new) {
      problems_.push_back({frame.key_at, pointer_to(frame.pointer, value), "duplicate key " + shown(value),
                           "it stands in line " + std::to_string(first->second.line) + " already; keep one"});
    }
    accepted(state_.consumed, JsonSyntaxState::Last::key);
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    const JsonSyntaxError error = explain_syntax_error(text_, state_);
    fail(error.offset, error.message, error.hint);
  }

  [[noreturn]] void fail(std::size_t offset, const std::string& message, const std::string& hint) const {
    throw ConfigError(place_text(position(offset), name_, {}) + ": " + message, hint);
  }

 private:
  struct Frame {
    JsonNode node;
    std::string pointer;
    std::string key;
    Position key_at{};
    bool key_is_duplicate = false;
    std::unordered_map<std::string, Position> keys{};  // of an object; only ever looked up
  };

  Position position(std::size_t offset) const {
    const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const std::size_t start = *std::prev(after);
    return {after - line_starts_.begin(), static_cast<Index>(offset - start) + 1};
  }

  std::size_t token_start() const {
    std::size_t start = skip_blanks(text_, state_.last_end);
    while (start < text_.size() && (text_[start] == ',' || text_[start] == ':')) {
      start = skip_blanks(text_, start + 1);
    }
    return start;
  }

  void accepted(std::size_t end, JsonSyntaxState::Last what) {
    state_.last_end = end;
    state_.last = what;
  }

  template <typename Value>
  bool scalar(Value value) {
    const std::size_t start = token_start();
    const bool quoted = text_[start] == '"';
    const std::size_t end = quoted ? state_.consumed : end_of_word(text_, start);
    // In "01" the parser has read the number 0 and would stumble over the 1.
    if (!quoted && !nlohmann::json::accept(text_.substr(start, end - start))) {
      const JsonSyntaxError error = explain_syntax_error(text_, state_);
      fail(error.offset, error.message, error.hint);
    }
    add({std::move(value), position(start)});
    accepted(end, JsonSyntaxState::Last::value);
    return true;
  }

  template <typename Container>
  bool open(char bracket, Container empty) {
    const std::size_t start = token_start();
    if (frames_.size() == deepest_json) {
      fail(start,
           "expected at most " + std::to_string(deepest_json) + " levels of lists and objects, got more", "");
    }
    frames_.push_back({.node = {std::move(empty), position(start)}, .pointer = pointer_of_next(), .key = {}});
    state_.open.push_back({bracket, start});
    accepted(start + 1, JsonSyntaxState::Last::open);
    return true;
  }

  bool close() {
    const std::size_t bracket = token_start();
    JsonNode node = std::move(frames_.back().node);
    frames_.pop_back();
    state_.open.pop_back();
    add(std::move(node));
    accepted(bracket + 1, JsonSyntaxState::Last::value);
    return true;
  }

  std::string pointer_of_next() const {
    if (frames_.empty()) return "";
    const Frame& frame = frames_.back();
    if (frame.node.is_object()) return pointer_to(frame.pointer, frame.key);
    return pointer_to(frame.pointer, static_cast<Index>(std::get<JsonArray>(frame.node.value).size()));
  }

  void add(JsonNode node) {
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (auto* object = std::get_if<JsonObject>(&frame.node.value)) {
      if (!frame.key_is_duplicate) object->push_back({frame.key, frame.key_at, std::move(node)});
    } else {
      std::get<JsonArray>(frame.node.value).push_back(std::move(node));
    }
  }

  std::string_view text_;
  std::string_view name_;
  std::vector<JsonProblem>& problems_;
  std::vector<std::size_t> line_starts_{0};
  JsonSyntaxState state_;
  std::vector<Frame> frames_;
  JsonNode root_;
};

}  // namespace

const JsonNode* JsonNode::find(std::string_view key) const {
  const auto* object = std::get_if<JsonObject>(&value);
  if (object == nullptr) return nullptr;
  const auto member =
      std::find_if(object->begin(), object->end(), [&](const auto& m) { return m.key == key; });
  return member == object->end() ? nullptr : &member->value;
}

JsonNode* JsonNode::find(std::string_view key) {
  return const_cast<JsonNode*>(static_cast<const JsonNode*>(this)->find(key));
}

JsonNode parse_json(std::string_view text, std::string_view name, std::vector<JsonProblem>& problems) {
  TreeBuilder builder(text, name, problems);
  if (text.starts_with("\xef\xbb\xbf")) {
    builder.fail(0, "expected JSON, got a byte-order mark",
                 "save the file as UTF-8 without a byte-order mark");
  }
  // The parser would take a zero byte for the end of the text.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    builder.fail(zero, "expected JSON, got the byte 0x00", "save the file as UTF-8");
  }
  const CountingIterator begin(text.data(), builder.count());
  const CountingIterator end(text.data() + text.size(), nullptr);
  nlohmann::json::sax_parse(begin, end, &builder);
  return builder.take_root();
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::size_t end = text.size();
  if (end > longest) {
    end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // whole characters
  }
  const nlohmann::json quoted = std::string(text.substr(0, end)) + (end < text.size() ? "…" : "");
  return quoted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string shown(const JsonNode& node) {
  return std::visit(
      [](const auto& value) -> std::string {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          return shown(std::string_view(value));
        } else if constexpr (std::is_same_v<Value, JsonArray>) {
          return value.empty() ? "an empty list" : "a list";
        } else if constexpr (std::is_same_v<Value, JsonObject>) {
          return "an object";
        } else {
          return nlohmann::json(value).dump();
        }
      },
      node.value);
}

}  // namespace mlp
