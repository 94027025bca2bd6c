#include "plots/dot_canvas.hpp"

// Which bit of U+2800 + bits is the dot in this column (0, 1) and line (0 … 3) of a letter.
static constexpr unsigned char braille_dots[2][4] = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};

DotCanvas::DotCanvas(int width, int height, bool has_unicode)
    : width_(width),
      height_(height),
      has_unicode_(has_unicode),
      dots_across_(has_unicode ? 2 : 1),
      dots_down_(has_unicode ? 4 : 2),
      letters_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {}

void DotCanvas::set(int x, int y, int curve) {
  const int line = rows() - 1 - y;
  Letter& letter = letters_[static_cast<std::size_t>(line / dots_down_ * width_ + x / dots_across_)];
  // Without braille, bit 0 is the upper dot and bit 1 the lower.
  letter.dots |= has_unicode_ ? braille_dots[x % 2][line % 4] : static_cast<unsigned char>(1 << line % 2);
  letter.curve = curve;
}

std::string DotCanvas::text_of(const Letter& letter) const {
  if (!has_unicode_) return std::string(1, " '.:"[letter.dots]);
  return {static_cast<char>(0xE2), static_cast<char>(0xA0 | letter.dots >> 6),
          static_cast<char>(0x80 | (letter.dots & 0x3F))};
}

std::vector<std::string> DotCanvas::lines(const Terminal& terminal,
                                          const std::vector<std::string>& colours) const {
  std::vector<std::string> all;
  for (int line = 0; line < height_; ++line) {
    const Letter* const first = letters_.data() + line * width_;
    std::string text, run;
    int curve = first->curve;
    const auto end_run = [&] {
      text += colours.empty()
                  ? run
                  : coloured(terminal, run, colours[static_cast<std::size_t>(curve) % colours.size()]);
      run.clear();
    };
    for (int i = 0; i < width_; ++i) {
      // An empty letter has no colour, so it joins the run before it.
      if (first[i].dots != 0 && first[i].curve != curve) {
        end_run();
        curve = first[i].curve;
      }
      run += text_of(first[i]);
    }
    end_run();
    all.push_back(text);
  }
  return all;
}
