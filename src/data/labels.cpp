#include "data/labels.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "mlp/base/memory.hpp"

namespace mlp {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_integer(std::string_view label) {
  if (label.starts_with('-') || label.starts_with('+')) label.remove_prefix(1);
  return !label.empty() && std::all_of(label.begin(), label.end(), is_digit);
}

struct Integer {
  bool negative;
  std::string_view digits;  // without leading zeros; empty for 0
};

Integer integer(std::string_view label) {
  const bool minus = label.starts_with('-');
  if (minus || label.starts_with('+')) label.remove_prefix(1);
  label.remove_prefix(std::min(label.find_first_not_of('0'), label.size()));
  return {.negative = minus && !label.empty(), .digits = label};
}

}  // namespace

bool comes_before_as_integer(std::string_view a, std::string_view b) {
  const Integer x = integer(a), y = integer(b);
  if (x.negative != y.negative) return x.negative;
  const std::pair x_size{x.digits.size(), x.digits}, y_size{y.digits.size(), y.digits};
  if (x_size != y_size) return x.negative ? y_size < x_size : x_size < y_size;
  return a < b;
}

void sort_labels(std::vector<std::string>& labels) {
  if (std::all_of(labels.begin(), labels.end(), is_integer)) {
    std::sort(labels.begin(), labels.end(), comes_before_as_integer);
  } else {
    std::sort(labels.begin(), labels.end());
  }
}

LabelCollector::LabelCollector(const std::vector<std::string>& known)
    : labels_are_known_(!known.empty()), labels_(known) {
  for (std::size_t i = 0; i < labels_.size(); ++i) index_.emplace(labels_[i], static_cast<std::int32_t>(i));
}

std::int32_t LabelCollector::number_of(std::string_view label) {
  const auto found = index_.find(label);
  if (found != index_.end()) return found->second;
  const auto number = static_cast<std::int32_t>(labels_.size());
  index_.emplace(label, number);
  labels_.emplace_back(label);
  return number;
}

bool LabelCollector::add(std::string_view label) {
  const auto found = index_.find(label);
  const bool is_new = found == index_.end();
  if (is_new && labels_are_known_) return false;
  classes_.push_back(is_new ? number_of(label) : found->second);
  return true;
}

void LabelCollector::append(const LabelCollector& after) {
  std::vector<std::int32_t> number(after.labels_.size());
  std::transform(after.labels_.begin(), after.labels_.end(), number.begin(),
                 [&](const std::string& label) { return number_of(label); });
  classes_.reserve(classes_.size() + after.classes_.size());
  for (const std::int32_t label : after.classes_) classes_.push_back(number[static_cast<std::size_t>(label)]);
}

LabelCollector::Result LabelCollector::finish() && {
  if (labels_are_known_) return {std::move(classes_), std::move(labels_)};
  std::vector<std::string> sorted = labels_;
  sort_labels(sorted);
  std::vector<std::int32_t> rank(labels_.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    rank[static_cast<std::size_t>(index_.find(sorted[i])->second)] = static_cast<std::int32_t>(i);
  }
  for (std::int32_t& label : classes_) label = rank[static_cast<std::size_t>(label)];
  return {std::move(classes_), std::move(sorted)};
}

}  // namespace mlp
