#include "plots/terminal_plot.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "plots/dot_canvas.hpp"
#include "tables/text_table.hpp"

namespace {

const std::vector<std::string> palette{"36", "33", "35", "32", "34", "31", "96", "93"};

struct Dot {
  int x = 0;
  int y = 0;
};

class Drawing {
 public:
  Drawing(const Plot& plot, DotCanvas& canvas) : plot_(plot), canvas_(canvas) {}

  void draw(const PlotCurve& curve) const {
    std::optional<Dot> before;
    for (const PlotPoint& point : curve.points) {
      const std::optional<Dot> dot = dot_at(point);
      if (dot) draw_line(before.value_or(*dot), *dot, curve);
      before = dot;
    }
  }

  // The dot row where a curve's last visible part ends; −1 where nothing is visible.
  int end_of(const PlotCurve& curve) const {
    for (auto point = curve.points.rbegin(); point != curve.points.rend(); ++point) {
      const std::optional<Dot> dot = dot_at(*point);
      if (dot && is_inside(*dot)) return dot->y;
    }
    return -1;
  }

 private:
  std::optional<Dot> dot_at(const PlotPoint& point) const {
    const double x = plot_.x.place_of(point.x), y = plot_.y.place_of(point.y);
    if (std::isnan(x) || std::isnan(y)) return std::nullopt;
    // What is far outside stays near, so that lines to it are short.
    const double margin = 1.0;
    const auto dot = [&](double place, int count) {
      return static_cast<int>(std::lround(std::clamp(place, -margin, 1.0 + margin) * (count - 1)));
    };
    return Dot{dot(x, canvas_.columns()), dot(y, canvas_.rows())};
  }

  bool is_inside(const Dot& dot) const {
    return dot.x >= 0 && dot.x < canvas_.columns() && dot.y >= 0 && dot.y < canvas_.rows();
  }

  void draw_line(const Dot& from, const Dot& to, const PlotCurve& curve) const {
    const int steps = std::max({std::abs(to.x - from.x), std::abs(to.y - from.y), 1});
    for (int i = 0; i <= steps; ++i) {
      const auto between = [&](int a, int b) {
        return a + static_cast<int>(std::lround(static_cast<double>((b - a) * i) / steps));
      };
      const Dot dot{between(from.x, to.x), between(from.y, to.y)};
      const bool is_in_gap = curve.is_dashed && (dot.x / 2 + dot.y / 2) % 2 != 0;
      if (is_inside(dot) && !is_in_gap) canvas_.set(dot.x, dot.y, curve.colour);
    }
  }

  const Plot& plot_;
  DotCanvas& canvas_;
};

// Each curve's name on a line of its own, as near as may be to the one where the curve ends.
std::vector<std::string> names_by_line(const Plot& plot, const std::vector<int>& wanted, int height,
                                       const Terminal& terminal) {
  std::vector<std::string> names(static_cast<std::size_t>(height));
  for (std::size_t c = 0; c < plot.curves.size(); ++c) {
    if (wanted[c] < 0) continue;
    for (int distance = 0; distance < 2 * height; ++distance) {
      const int line = wanted[c] + (distance % 2 == 0 ? distance / 2 : -(distance + 1) / 2);
      if (line < 0 || line >= height || !names[static_cast<std::size_t>(line)].empty()) continue;
      const PlotCurve& curve = plot.curves[c];
      names[static_cast<std::size_t>(line)] = " " + in_curve_colour(terminal, curve.name, curve.colour);
      break;
    }
  }
  return names;
}

void draw_all(const Drawing& drawing, const Plot& plot) {
  // The first curve is drawn last, above the others.
  for (auto curve = plot.curves.rbegin(); curve != plot.curves.rend(); ++curve) drawing.draw(*curve);
}

}  // namespace

std::string in_curve_colour(const Terminal& terminal, std::string_view text, int colour) {
  return coloured(terminal, text, palette[static_cast<std::size_t>(colour) % palette.size()]);
}

std::vector<std::string> terminal_curves(const Plot& plot, const PlotSize& size, const Terminal& terminal) {
  DotCanvas canvas(size.width, size.height, terminal.has_unicode);
  draw_all(Drawing(plot, canvas), plot);
  return canvas.lines(terminal, palette);
}

std::vector<std::string> terminal_plot(const Plot& plot, const PlotSize& size, const Terminal& terminal) {
  int longest_name = 0;
  for (const PlotCurve& curve : plot.curves)
    longest_name = std::max(longest_name, display_width(curve.name) + 1);
  const std::vector<double> y_ticks = ticks_of(plot.y, std::max(1, size.height / 3));
  int margin = 0;
  for (const double tick : y_ticks) margin = std::max(margin, display_width(tick_text(tick)));
  margin += 1;
  constexpr int indent = 2, narrowest = 4;
  const int width = std::max(narrowest, size.width - indent - margin - 1 - longest_name);

  DotCanvas canvas(width, size.height, terminal.has_unicode);
  const Drawing drawing(plot, canvas);
  draw_all(drawing, plot);
  const std::vector<std::string> letters = canvas.lines(terminal, palette);

  const int dots_per_line = canvas.rows() / size.height;
  const auto line_of = [&](int dot) { return dot < 0 ? -1 : size.height - 1 - dot / dots_per_line; };
  std::vector<int> ends;
  for (const PlotCurve& curve : plot.curves) ends.push_back(line_of(drawing.end_of(curve)));
  const std::vector<std::string> names = names_by_line(plot, ends, size.height, terminal);

  std::vector<std::string> labels(static_cast<std::size_t>(size.height));
  for (const double tick : y_ticks) {
    const auto dot = static_cast<int>(std::lround(plot.y.place_of(tick) * (canvas.rows() - 1)));
    labels[static_cast<std::size_t>(line_of(std::clamp(dot, 0, canvas.rows() - 1)))] = tick_text(tick);
  }

  const bool unicode = terminal.has_unicode;
  std::vector<std::string> lines;
  const std::string blanks(indent, ' ');
  if (!plot.title.empty()) lines.push_back(blanks + plot.title);
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const std::string_view axis = labels[i].empty() ? (unicode ? "│" : "|") : (unicode ? "┤" : "+");
    lines.push_back(blanks + padded_to(margin - 1, labels[i], Align::right) + " " + std::string(axis) +
                    letters[i] + names[i]);
  }

  std::vector<std::string> axis(static_cast<std::size_t>(width), unicode ? "─" : "-");
  std::string below(static_cast<std::size_t>(margin + 1 + width + longest_name), ' ');
  std::size_t end_of_last = 0;
  for (const double tick : ticks_of(plot.x, std::max(1, width / 12))) {
    const auto place = static_cast<std::size_t>(std::lround(plot.x.place_of(tick) * (width - 1)));
    const std::string text = tick_text(tick);
    const std::size_t middle = static_cast<std::size_t>(margin) + 1 + place;
    const std::size_t from = middle - std::min(middle, text.size() / 2);
    if (from < end_of_last || from + text.size() > below.size()) continue;
    axis[place] = unicode ? "┬" : "+";
    below.replace(from, text.size(), text);
    end_of_last = from + text.size() + 1;
  }
  std::string line = blanks + std::string(static_cast<std::size_t>(margin), ' ') + (unicode ? "└" : "+");
  for (const std::string& letter : axis) line += letter;
  lines.push_back(line);
  const std::string label = plot.x.label.empty() ? "" : "  " + plot.x.label;
  below.erase(below.find_last_not_of(' ') + 1);
  lines.push_back(blanks + below + label);
  return lines;
}
