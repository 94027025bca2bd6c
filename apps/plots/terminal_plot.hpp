// A plot for a terminal: dots between two axes, each curve's name where it ends.
//
//    10 ┤                      ⢀⠔ relu
//       │                    ⡠⠊
//     0 ┤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠔⠁
//       └┬──────────┬──────────┬
//      -10          0         10
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plots/plot.hpp"
#include "terminal/terminal.hpp"

struct PlotSize {
  int width = 72;   // of everything
  int height = 12;  // of the canvas; the axis takes two lines more, a title one
};

// Lines without an end of line.  REQUIRES: at least one curve.
std::vector<std::string> terminal_plot(const Plot& plot, const PlotSize& size, const Terminal& terminal);

// The canvas alone, size.width × size.height, without axes and names.
std::vector<std::string> terminal_curves(const Plot& plot, const PlotSize& size, const Terminal& terminal);

// `text` in the colour that terminal_plot() gives the curves of this number.
std::string in_curve_colour(const Terminal& terminal, std::string_view text, int colour);
