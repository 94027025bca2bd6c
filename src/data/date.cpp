#include "data/date.hpp"

#include <cstddef>
#include <cstdint>

namespace mlp {
namespace {

// Takes what is written from the front of a text.
class Taker {
 public:
  explicit Taker(std::string_view text) : left_(text) {}

  bool is_done() const { return left_.empty(); }

  bool take(char c) {
    if (!left_.starts_with(c)) return false;
    left_.remove_prefix(1);
    return true;
  }

  // Exactly so many digits, with a value in [low, high].
  std::optional<int> take_number(std::size_t digits, int low, int high) {
    if (left_.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!is_digit(left_[i])) return std::nullopt;
      value = 10 * value + (left_[i] - '0');
    }
    left_.remove_prefix(digits);
    if (value < low || value > high) return std::nullopt;
    return value;
  }

  // Digits behind a decimal point, at least one; those beyond a nanosecond do not count.
  std::optional<double> take_fraction() {
    std::int64_t value = 0, unit = 1;
    if (left_.empty() || !is_digit(left_.front())) return std::nullopt;
    for (; !left_.empty() && is_digit(left_.front()); left_.remove_prefix(1)) {
      if (unit >= 1000000000) continue;
      value = 10 * value + (left_.front() - '0');
      unit *= 10;
    }
    return static_cast<double>(value) / static_cast<double>(unit);
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view left_;
};

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in(int month, int year) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// Years counted from March end with the day that leap years add.
std::int64_t days_of_date(int year, int month, int day) {
  const std::int64_t y = month > 2 ? year : year - 1;
  const std::int64_t months = (month + 9) % 12;  // since March
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * months + 2) / 5 + day - 1 - 719468;
}

// The share of the day; none where no time follows.
std::optional<double> take_time(Taker& text) {
  const auto hours = text.take_number(2, 0, 23);
  if (!hours || !text.take(':')) return std::nullopt;
  const auto minutes = text.take_number(2, 0, 59);
  if (!minutes) return std::nullopt;
  double seconds = 0.0;
  if (text.take(':')) {
    const auto whole = text.take_number(2, 0, 59);
    if (!whole) return std::nullopt;
    seconds = *whole;
    if (text.take('.')) {
      const auto fraction = text.take_fraction();
      if (!fraction) return std::nullopt;
      seconds += *fraction;
    }
  }
  text.take('Z');
  return (3600.0 * *hours + 60.0 * *minutes + seconds) / 86400.0;
}

}  // namespace

std::optional<double> days_since_1970(std::string_view written) {
  Taker text(written);
  const auto year = text.take_number(4, 1, 9999);
  if (!year || !text.take('-')) return std::nullopt;
  const auto month = text.take_number(2, 1, 12);
  if (!month || !text.take('-')) return std::nullopt;
  const auto day = text.take_number(2, 1, days_in(*month, *year));
  if (!day) return std::nullopt;
  const auto days = static_cast<double>(days_of_date(*year, *month, *day));
  if (text.is_done()) return days;
  if (!text.take('T') && !text.take(' ')) return std::nullopt;
  const auto time = take_time(text);
  if (!time || !text.is_done()) return std::nullopt;
  return days + *time;
}

}  // namespace mlp
