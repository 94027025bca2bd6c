#include "plots/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

double Axis::place_of(double value) const {
  if (!is_log) return (value - low) / (high - low);
  if (!(value > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  return std::log(value / low) / std::log(high / low);
}

// 1, 2 or 5 times a power of ten, at least `least`.
static double round_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (step * power >= least * (1.0 - 1e-9)) return step * power;
  }
  return 10.0 * power;
}

static std::vector<double> decades_of(const Axis& axis, int wanted) {
  const int first = static_cast<int>(std::ceil(std::log10(axis.low) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(axis.high) + 1e-9));
  const int step = std::max(1, static_cast<int>(std::ceil(static_cast<double>(last - first) / wanted)));
  std::vector<double> ticks;
  for (int power = first; power <= last; ++power)
    if (power % step == 0) ticks.push_back(std::pow(10.0, power));
  if (ticks.empty()) ticks.push_back(axis.high);
  return ticks;
}

static std::vector<double> linear_ticks_of(const Axis& axis, double step) {
  const double low = std::min(axis.low, axis.high), high = std::max(axis.low, axis.high);
  std::vector<double> ticks;
  for (double i = std::ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; ++i)
    ticks.push_back(i == 0.0 ? 0.0 : i * step);
  if (axis.low > axis.high) std::reverse(ticks.begin(), ticks.end());
  return ticks;
}

std::vector<double> ticks_of(const Axis& axis, int wanted) {
  if (axis.is_log) return decades_of(axis, wanted);
  // One tick alone gives no scale.
  constexpr int enough = 10;
  std::vector<double> ticks;
  for (int parts = wanted; ticks.size() < 2 && parts <= wanted + enough; ++parts)
    ticks = linear_ticks_of(axis, round_step(std::fabs(axis.high - axis.low) / parts));
  return ticks;
}

std::string tick_text(double value) {
  std::array<char, 32> digits{};
  const double size = std::fabs(value);
  const bool is_plain = value == 0.0 || (size >= 1e-3 && size < 1e6);
  std::snprintf(digits.data(), digits.size(), is_plain ? "%.6g" : "%.5e", value);
  std::string text = digits.data();
  if (is_plain) return text;
  // "2.50000e-07" as "2.5e-7".
  const std::size_t e = text.find('e');
  std::string mantissa = text.substr(0, e);
  mantissa.erase(mantissa.find_last_not_of('0') + 1);
  if (mantissa.ends_with('.')) mantissa.pop_back();
  return mantissa + "e" + std::to_string(std::stoi(text.substr(e + 1)));
}

Axis axis_around(const std::vector<PlotCurve>& curves, double limit) {
  std::vector<double> values;
  for (const PlotCurve& curve : curves) {
    for (const PlotPoint& point : curve.points)
      if (std::isfinite(point.y)) values.push_back(point.y);
  }
  if (values.empty()) return {};
  const auto within = [limit](double y) { return std::fabs(y) <= limit; };
  const auto inside = std::count_if(values.begin(), values.end(), within);
  if (2 * static_cast<std::size_t>(inside) > values.size())
    std::erase_if(values, [&](double y) { return !within(y); });
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double size = std::max(std::fabs(*low), std::fabs(*high));
  const double room = std::max(0.05 * (*high - *low), *high - *low > 1e-9 * size ? 0.0 : 0.5 * size);
  if (room == 0.0) return {-1.0, 1.0};
  return {*low - room, *high + room};
}

Axis log_axis_around(const std::vector<PlotCurve>& curves) {
  double low = std::numeric_limits<double>::infinity(), high = 0.0;
  for (const PlotCurve& curve : curves) {
    for (const PlotPoint& point : curve.points) {
      if (!std::isfinite(point.y) || point.y <= 0.0) continue;
      low = std::min(low, point.y);
      high = std::max(high, point.y);
    }
  }
  if (high == 0.0) low = high = 1.0;
  Axis axis{.low = std::pow(10.0, std::floor(std::log10(low))),
            .high = std::pow(10.0, std::ceil(std::log10(high))),
            .is_log = true};
  if (axis.low == axis.high) axis.high *= 10.0;
  return axis;
}
