#include "run/sweep/parameter_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "kernels/functions.hpp"

namespace mlp {
namespace {

double to_six_digits(double value) {
  std::array<char, 64> text{};
  const auto written =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 6);
  std::from_chars(text.data(), written.ptr, value);
  return value;
}

std::string text_of(double value) { return nlohmann::json(value).dump(); }

// low·(high/low)^share.
double geometric(double low, double high, double share) {
  const double from = exact::log(low);
  return exact::exp(from + share * (exact::log(high) - from));
}

// `share` in [0, 1]; both ends are met exactly.
double between(const UniformNumber& range, double share) {
  if (share <= 0.0) return range.low;
  if (share >= 1.0) return range.high;
  return std::clamp(to_six_digits(range.low + share * (range.high - range.low)), range.low, range.high);
}

double between(const LogUniformNumber& range, double share) {
  if (share <= 0.0) return range.low;
  if (share >= 1.0) return range.high;
  return std::clamp(to_six_digits(geometric(range.low, range.high, share)), range.low, range.high);
}

// `share` in [0, 1] of the way from one end to the other, rounded to the nearest.
Index between(const IntegerNumber& range, double share) {
  const auto low = static_cast<double>(range.low), high = static_cast<double>(range.high);
  const double value = range.log ? geometric(low, high, share) : low + share * (high - low);
  return std::clamp(static_cast<Index>(std::floor(value + 0.5)), range.low, range.high);
}

std::string drawn(const ValueChoice& choice, double position) {
  const auto count = static_cast<double>(choice.values.size());
  return choice.values[static_cast<std::size_t>(position * count)].text;
}

std::string drawn(const IntegerNumber& range, double position) {
  // Each integer is the unit of the axis that begins with it.
  const auto low = static_cast<double>(range.low), end = static_cast<double>(range.high) + 1.0;
  const double value = range.log ? geometric(low, end, position) : low + position * (end - low);
  return std::to_string(std::clamp(static_cast<Index>(std::floor(value)), range.low, range.high));
}

std::string drawn(const auto& range, double position) { return text_of(between(range, position)); }

std::vector<std::string> grid_of(const ValueChoice& choice) {
  std::vector<std::string> values;
  for (const JsonText& value : choice.values) values.push_back(value.text);
  return values;
}

std::vector<std::string> grid_of(const IntegerNumber& range) {
  const Index all = range.high - range.low + 1;
  const Index points = std::min(range.points.value_or(all), all);
  std::vector<std::string> values;
  for (Index i = 0; i < points; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(points - 1);
    std::string value = std::to_string(points == all ? range.low + i : between(range, share));
    if (values.empty() || values.back() != value) values.push_back(std::move(value));
  }
  return values;
}

std::vector<std::string> grid_of(const auto& range) {
  const Index points = range.points.value_or(2);
  std::vector<std::string> values;
  for (Index i = 0; i < points; ++i)
    values.push_back(text_of(between(range, static_cast<double>(i) / static_cast<double>(points - 1))));
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

Index size_of(const ValueChoice& choice) { return std::ssize(choice.values); }
Index size_of(const IntegerNumber& range) {
  const Index all = range.high - range.low + 1;
  return std::min(range.points.value_or(all), all);
}
Index size_of(const auto& range) { return range.points.value_or(2); }

}  // namespace

std::string value_at(const SweepParameter& parameter, double position) {
  return std::visit([&](const auto& of_kind) { return drawn(of_kind, position); }, parameter);
}

std::vector<std::string> grid_values(const SweepParameter& parameter) {
  return std::visit([](const auto& of_kind) { return grid_of(of_kind); }, parameter);
}

Index grid_size(const SweepParameter& parameter) {
  return std::visit([](const auto& of_kind) { return size_of(of_kind); }, parameter);
}

}  // namespace mlp
