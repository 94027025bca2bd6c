#include "data/libsvm.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/labels.hpp"
#include "data/message.hpp"
#include "data/names.hpp"
#include "data/number.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

constexpr Index most_features = 10'000'000;

struct Entry {
  Index row;
  Index feature;  // from 0
  float value;
};

class LibsvmReader {
 public:
  LibsvmReader(const LibsvmSource& source, const ColumnPlan& plan, std::string_view text,
               std::string_view name)
      : plan_(plan),
        left_(text),
        name_(name),
        known_features_(plan.features > 0 ? plan.features : source.features.value_or(0)),
        labels_(plan.class_labels) {}

  Dataset read() {
    while (!left_.empty()) {
      ++line_;
      const std::size_t end = left_.find('\n');
      std::string_view line = left_.substr(0, end);
      left_.remove_prefix(end == std::string_view::npos ? left_.size() : end + 1);
      line = line.substr(0, line.find('#'));
      read_line(line);
    }
    if (rows_ == 0) fail("expected rows, got none");
    return dataset();
  }

 private:
  [[noreturn]] void fail(const std::string& message, const std::string& hint = {}) const {
    throw DataError(std::string(name_) + ":" + std::to_string(std::max<Index>(line_, 1)) + ": " + message,
                    hint);
  }

  static std::string_view take_word(std::string_view& line) {
    constexpr std::string_view blanks = " \t\r";
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    const std::string_view word = line.substr(0, line.find_first_of(blanks));
    line.remove_prefix(word.size());
    return word;
  }

  void read_line(std::string_view line) {
    const std::string_view target = take_word(line);
    if (target.empty()) return;
    if (rows_ == std::numeric_limits<std::int32_t>::max()) fail("expected at most 2147483647 rows, got more");
    const bool is_without = plan_.target_optional && target.find(':') != std::string_view::npos;
    if (is_without) {
      add_entry(target, -1);
    } else {
      add_target(target);
    }
    Index last = is_without ? entries_.back().feature : -1;
    for (std::string_view word = take_word(line); !word.empty(); word = take_word(line))
      last = add_entry(word, last);
    ++rows_;
  }

  void add_target(std::string_view text) {
    if (text.find(':') != std::string_view::npos)
      fail("expected a target first, got " + in_quotes(text), "a line is TARGET INDEX:VALUE …");
    if (plan_.target_kind == TargetKind::classes) {
      // +1 and 1 are one label to who writes such files.
      if (text.starts_with('+')) text.remove_prefix(1);
      if (!labels_.add(text)) {
        fail("expected a class label known from training (" + listed(plan_.class_labels) + "), got " +
             in_quotes(text));
      }
      return;
    }
    Index count = 0;
    for (bool goes_on = true; goes_on; ++count) {
      const std::size_t comma = text.find(',');
      numbers_.push_back(number_of(text.substr(0, comma), "a number as target"));
      goes_on = comma != std::string_view::npos;
      if (goes_on) text.remove_prefix(comma + 1);
    }
    if (rows_ == 0) outputs_ = count;
    if (count != outputs_)
      fail("expected " + counted(outputs_, "target") + " as in the first row, got " + std::to_string(count));
  }

  float number_of(std::string_view text, const std::string& what) const {
    const ParsedNumber number = parse_number(text);
    if (number.problem != NumberProblem::none) fail("expected " + what + ", got " + in_quotes(text));
    return number.value;
  }

  // Returns the feature's number, from 0.
  Index add_entry(std::string_view word, Index last) {
    const std::size_t colon = word.find(':');
    if (word.starts_with("qid:"))
      fail("expected INDEX:VALUE, got " + in_quotes(word), "rankings within queries are not learned here");
    Index index = 0;
    const auto [end, status] =
        std::from_chars(word.data(), word.data() + std::min(colon, word.size()), index);
    const bool is_index =
        colon != std::string_view::npos && status == std::errc() && end == word.data() + colon;
    if (!is_index) fail("expected INDEX:VALUE, got " + in_quotes(word));
    if (index < 1)
      fail("expected indices from 1 on, got " + std::to_string(index),
           "add 1 to all indices of a file that counts from 0");
    if (index - 1 <= last)
      fail("expected indices that ascend, got " + std::to_string(index) + " after " +
           std::to_string(last + 1));
    const Index most = known_features_ > 0 ? known_features_ : most_features;
    if (index > most) {
      fail("expected an index of at most " + std::to_string(most) +
               (plan_.features > 0 ? ", as in training" : "") + ", got " + std::to_string(index),
           plan_.features > 0 ? "\"features\" of the training rows says how many there may be" : "");
    }
    largest_ = std::max(largest_, index);
    entries_.push_back({rows_, index - 1, number_of(word.substr(colon + 1), "a number behind the colon")});
    return index - 1;
  }

  Dataset dataset() {
    Dataset data;
    data.rows = rows_;
    data.features = known_features_ > 0 ? known_features_ : largest_;
    if (data.features == 0) fail("expected a feature in one of the rows, got none");
    if (rows_ > std::numeric_limits<Index>::max() / 16 / data.features)
      fail("expected rows that fit memory, got " + std::to_string(rows_) + " x " +
           std::to_string(data.features));
    data.values = FlatBuffer<float>(rows_ * data.features);
    for (const Entry& entry : entries_) data.values[entry.row * data.features + entry.feature] = entry.value;
    data.input_names =
        plan_.input_names.empty() ? numbered_names("feature", data.features) : plan_.input_names;
    auto [classes, class_labels] = std::move(labels_).finish();
    const bool has_targets = !classes.empty() || !numbers_.empty();
    if (has_targets && std::ssize(classes) != rows_ && std::ssize(numbers_) != rows_ * outputs_)
      fail("expected a target in every row or in none");
    data.class_labels = std::move(class_labels);
    if (!has_targets) return data;
    data.classes = std::move(classes);
    data.outputs = outputs_;
    data.numbers = FlatBuffer<float>(std::ssize(numbers_));
    std::copy(numbers_.begin(), numbers_.end(), data.numbers.begin());
    const bool are_classes = plan_.target_kind == TargetKind::classes;
    data.target_names = are_classes ? std::vector<std::string>{"label"} : numbered_names("target", outputs_);
    if (plan_.target_names.empty()) return data;
    if (plan_.target_names.size() != data.target_names.size())
      fail("expected " + counted(std::ssize(plan_.target_names), "target") + " as in training, got " +
           std::to_string(data.target_names.size()));
    data.target_names = plan_.target_names;
    return data;
  }

  const ColumnPlan& plan_;
  std::string_view left_;
  const std::string_view name_;
  const Index known_features_;  // 0: the largest index
  LabelCollector labels_;
  std::vector<float> numbers_;
  std::vector<Entry> entries_;
  Index outputs_ = 0;
  Index rows_ = 0;
  Index line_ = 0;
  Index largest_ = 0;
};

}  // namespace

Dataset read_libsvm(const LibsvmSource& source, const ColumnPlan& plan, std::string_view text,
                    std::string_view name) {
  return LibsvmReader(source, plan, text, name).read();
}

}  // namespace mlp
