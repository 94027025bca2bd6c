// Dots in the letters of a terminal: the 2 × 4 of braille where it knows Unicode, else two, one above the
// other, as ' . and :
#pragma once

#include <string>
#include <vector>

#include "terminal/terminal.hpp"

class DotCanvas {
 public:
  // Of `width` × `height` letters.  REQUIRES: both ≥ 1.
  DotCanvas(int width, int height, bool has_unicode);

  int columns() const { return dots_across_ * width_; }
  int rows() const { return dots_down_ * height_; }

  // Sets a dot, from the left and from the bottom, in a curve's colour.  REQUIRES: it is on the canvas.
  void set(int x, int y, int curve = 0);

  // `height` lines from the top.  `colours` are the terminal's ("36"), by curve, again from the first where
  // they do not suffice; none: no colours.
  std::vector<std::string> lines(const Terminal& terminal, const std::vector<std::string>& colours) const;

 private:
  struct Letter {
    unsigned char dots = 0;
    int curve = 0;  // the latest in it
  };
  std::string text_of(const Letter& letter) const;

  int width_;
  int height_;
  bool has_unicode_;
  int dots_across_;
  int dots_down_;
  std::vector<Letter> letters_;
};
