#include "braille_plot.hpp"

#include <algorithm>
#include <cmath>

namespace {

// Which bit of U+2800 + bits is the dot in this column (0, 1) and line (0 … 3) of a letter.
constexpr unsigned char dot_bits[2][4] = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};

// U+2800 + bits in UTF-8.
std::string letter(unsigned char bits) {
  return {static_cast<char>(0xE2), static_cast<char>(0xA0 | bits >> 6),
          static_cast<char>(0x80 | (bits & 0x3F))};
}

class Canvas {
 public:
  Canvas(int width, int height)
      : width_(width),
        height_(height),
        bits_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {}

  // Dots from the left, and from the bottom.
  void set(int x, int y) {
    const int line = 4 * height_ - 1 - y;
    bits_[static_cast<std::size_t>(line / 4 * width_ + x / 2)] |= dot_bits[x % 2][line % 4];
  }

  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (int line = 0; line < height_; ++line) {
      all.emplace_back();
      for (int i = 0; i < width_; ++i)
        all.back() += letter(bits_[static_cast<std::size_t>(line * width_ + i)]);
    }
    return all;
  }

 private:
  int width_;
  int height_;
  std::vector<unsigned char> bits_;
};

}  // namespace

std::vector<std::string> braille_plot(const std::vector<double>& values, int width, int height) {
  const double largest = *std::max_element(values.begin(), values.end());
  const int columns = 2 * width, top = 4 * height - 1;
  const auto dot_of = [&](double value) {
    return largest > 0.0 ? static_cast<int>(std::lround(value / largest * top)) : 0;
  };
  const auto place = [&](int x) {
    return static_cast<std::size_t>(x) * values.size() / static_cast<std::size_t>(columns);
  };
  Canvas canvas(width, height);
  for (int x = 0; x < columns; ++x) {
    const std::size_t first = place(x), end = std::max(first + 1, place(x + 1));
    const auto [low, high] = std::minmax_element(values.begin() + static_cast<std::ptrdiff_t>(first),
                                                 values.begin() + static_cast<std::ptrdiff_t>(end));
    for (int y = dot_of(*low); y <= dot_of(*high); ++y) canvas.set(x, y);
  }
  return canvas.lines();
}
