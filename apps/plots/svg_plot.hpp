// Plots as SVG: no library, no script, no font to load; light or dark as the reader's system is.
//
//   svg_document(…)    a file of its own
//   svg_plot(…)        a part of one: a plot in a box
#pragma once

#include <string>
#include <string_view>

#include "plots/plot.hpp"

struct SvgBox {
  double x = 0.0;
  double y = 0.0;
  double width = 0.0;
  double height = 0.0;
};

enum class SvgDetail {
  full,     // axes with many ticks, names at the curves' ends
  compact,  // few ticks, no names: one of many
};

// The plot with its title, axes and names inside of `box`.
std::string svg_plot(const Plot& plot, const SvgBox& box, SvgDetail detail);

// A line of text that begins (or ends, or has its middle) at a place; `kind` is a class of svg_style().
std::string svg_text(double x, double y, std::string_view kind, std::string_view text,
                     std::string_view anchor = "start");

// A line of the palette's colour, for legends.
std::string svg_line(double x1, double y1, double x2, double y2, int colour, bool is_dashed);

// The style that the parts need, light and dark, without <style>.
std::string svg_style();

// `description` is for those who cannot see the picture.
std::string svg_document(double width, double height, const std::string& title,
                         const std::string& description, const std::string& body);
// The same without a style, for an HTML page that has it.
std::string svg_in_page(double width, double height, const std::string& title, const std::string& body);

// Safe inside of SVG and HTML.
std::string escaped_markup(std::string_view text);
