#include "plots/braille_plot.hpp"

#include <algorithm>
#include <cmath>

#include "plots/dot_canvas.hpp"

std::vector<std::string> braille_plot(const std::vector<double>& values, int width, int height) {
  const double largest = *std::max_element(values.begin(), values.end());
  DotCanvas canvas(width, height, true);
  const int columns = canvas.columns(), top = canvas.rows() - 1;
  const auto dot_of = [&](double value) {
    return largest > 0.0 ? static_cast<int>(std::lround(value / largest * top)) : 0;
  };
  const auto place = [&](int x) {
    return static_cast<std::size_t>(x) * values.size() / static_cast<std::size_t>(columns);
  };
  for (int x = 0; x < columns; ++x) {
    const std::size_t first = place(x), end = std::max(first + 1, place(x + 1));
    const auto [low, high] = std::minmax_element(values.begin() + static_cast<std::ptrdiff_t>(first),
                                                 values.begin() + static_cast<std::ptrdiff_t>(end));
    for (int y = dot_of(*low); y <= dot_of(*high); ++y) canvas.set(x, y);
  }
  return canvas.lines({}, {});
}
