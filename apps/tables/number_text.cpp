#include "tables/number_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

using mlp::Index;

template <typename... Values>
static std::string formatted(const char* format, Values... values) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

std::string count_text(Index count) {
  std::string text = std::to_string(count);
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (std::size_t i = text.size(); i > first + 3;) text.insert(i -= 3, ",");
  return text;
}

std::string count_text(Index count, const std::string& noun, const std::string& plural) {
  if (count == 1) return "1 " + noun;
  return count_text(count) + " " + (plural.empty() ? noun + "s" : plural);
}

std::string value_text(double value) {
  const double size = std::fabs(value);
  if (value == 0.0) return "0";
  if (!std::isfinite(value) || size < 1e-3 || size >= 1e7) return formatted("%.3g", value);
  if (size < 10.0) return formatted("%.4f", value);
  if (size < 1000.0) return formatted("%.2f", value);
  return formatted("%.0f", value);
}

std::string memory_text(double bytes) {
  if (bytes < 1000.0) return formatted("%.0f bytes", bytes);
  if (bytes < 1e6) return formatted("%.1f kB", bytes / 1e3);
  if (bytes < 1e9) return formatted("%.1f MB", bytes / 1e6);
  return formatted("%.1f GB", bytes / 1e9);
}

std::string duration_text(double seconds) {
  if (seconds < 0.000995) return formatted("%.0f us", 1e6 * seconds);
  if (seconds < 0.0995) return formatted("%.1f ms", 1e3 * seconds);
  if (seconds < 9.995) return formatted("%.2f s", seconds);
  const auto whole = static_cast<long>(std::lround(seconds));
  if (whole < 60) return formatted("%ld s", whole);
  if (whole < 3600) return formatted("%ld min %02ld s", whole / 60, whole % 60);
  return formatted("%ld h %02ld min", whole / 3600, whole % 3600 / 60);
}

std::string rate_text(double per_second) {
  if (!std::isfinite(per_second) || per_second > 1e15) return "-";
  double unit = 1.0;
  while (per_second / unit >= 999.5) unit *= 10.0;
  return count_text(static_cast<Index>(std::llround(per_second / unit) * std::llround(unit)));
}

std::string scores_text(const mlp::Scores& scores) {
  std::string text = "loss " + value_text(scores.loss);
  for (const auto& [name, value] : scores.metrics) text += ", " + name + " " + value_text(value);
  return text;
}

template <typename Number>
static std::string shortest(Number value) {
  std::array<char, 32> digits{};
  if (std::isnan(value)) return "nan";
  const auto [end, status] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), end};
}

std::string exact_text(double value) { return shortest(value); }
std::string exact_text(float value) { return shortest(value); }
