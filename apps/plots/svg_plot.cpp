#include "plots/svg_plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

namespace {

constexpr int palette_size = 8;

struct Colours {
  const char* paper;
  const char* ink;
  const char* faint;
  const char* grid;
  const char* zero;
  std::array<const char*, palette_size> curves;
};

constexpr Colours light{
    "#ffffff", "#1c2430",
    "#5b6675", "#e6e9ee",
    "#b3bbc6", {"#1d63d8", "#d4540b", "#18794e", "#9a2ea6", "#0a7d8c", "#b3261e", "#7a5c00", "#55606e"}};
constexpr Colours dark{
    "#14181f", "#e8ecf2",
    "#a3aebd", "#272e39",
    "#566172", {"#7db1ff", "#ffa05c", "#5fd39a", "#e39bee", "#5fd3e6", "#ff8f87", "#e3c04f", "#b4bfcc"}};

// To a hundredth, without zeros at the end.
std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.2f", value);
  std::string result = text;
  result.erase(result.find_last_not_of('0') + 1);
  if (result.ends_with('.')) result.pop_back();
  return result == "-0" ? "0" : result;
}

struct Pixel {
  double x = 0.0;
  double y = 0.0;
};

double distance_to_line(const Pixel& p, const Pixel& a, const Pixel& b) {
  const double dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
  if (length == 0.0) return std::hypot(p.x - a.x, p.y - a.y);
  return std::fabs(dy * (p.x - a.x) - dx * (p.y - a.y)) / length;
}

// Those points alone without which the line would be another to the eye.  Ramer 1972, Douglas & Peucker 1973.
std::vector<Pixel> simplified(const std::vector<Pixel>& line) {
  constexpr double invisible = 0.05;
  if (line.size() < 3) return line;
  std::vector<bool> kept(line.size(), false);
  kept.front() = kept.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    std::size_t farthest = first;
    double distance = invisible;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double here = distance_to_line(line[i], line[first], line[last]);
      if (here > distance) distance = here, farthest = i;
    }
    if (farthest == first) continue;
    kept[farthest] = true;
    open.emplace_back(first, farthest);
    open.emplace_back(farthest, last);
  }
  std::vector<Pixel> result;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (kept[i]) result.push_back(line[i]);
  return result;
}

std::string colour_of(const PlotCurve& curve) { return std::to_string(curve.colour % palette_size); }

// The rectangle between the axes, and where values lie in it.
class Panel {
 public:
  Panel(const Plot& plot, const SvgBox& area) : plot_(plot), area_(area) {}

  double x_of(double value) const { return area_.x + plot_.x.place_of(value) * area_.width; }
  double y_of(double value) const { return area_.y + (1.0 - plot_.y.place_of(value)) * area_.height; }

  // Where a curve's last visible point is, if one is.
  std::optional<Pixel> end_of(const PlotCurve& curve) const {
    for (auto point = curve.points.rbegin(); point != curve.points.rend(); ++point) {
      const double place = plot_.y.place_of(point->y);
      if (place >= 0.0 && place <= 1.0) return Pixel{x_of(point->x), y_of(point->y)};
    }
    return std::nullopt;
  }

  std::string curve(const PlotCurve& curve) const {
    std::string path;
    std::vector<Pixel> line;
    const auto end_line = [&] {
      const std::vector<Pixel> points = simplified(line);
      for (std::size_t i = 0; i < points.size(); ++i)
        path += (i == 0 ? "M" : "L") + number(points[i].x) + " " + number(points[i].y);
      line.clear();
    };
    for (const PlotPoint& point : curve.points) {
      const double y = y_of(point.y);
      if (std::isnan(y)) {
        end_line();
        continue;
      }
      // What leaves the picture need not go far.
      line.push_back({x_of(point.x) - area_.x, std::clamp(y - area_.y, -area_.height, 2.0 * area_.height)});
    }
    end_line();
    return "<path class=\"curve c" + colour_of(curve) + (curve.is_dashed ? " dashed" : "") + "\" d=\"" +
           path + "\"/>\n";
  }

  // An <svg> inside of another shows nothing outside of its box; a little room for the lines' own width.
  std::string curves() const {
    constexpr double room = 2.0;
    std::string text = "<svg x=\"" + number(area_.x - room) + "\" y=\"" + number(area_.y - room) +
                       "\" width=\"" + number(area_.width + 2 * room) + "\" height=\"" +
                       number(area_.height + 2 * room) + "\" viewBox=\"" + number(-room) + " " +
                       number(-room) + " " + number(area_.width + 2 * room) + " " +
                       number(area_.height + 2 * room) + "\">\n";
    // The first curve is drawn last, above the others.
    for (auto each = plot_.curves.rbegin(); each != plot_.curves.rend(); ++each) text += curve(*each);
    return text + "</svg>\n";
  }

  std::string grid(SvgDetail detail) const {
    const bool full = detail == SvgDetail::full;
    const double below = area_.y + area_.height, right = area_.x + area_.width;
    std::string lines, texts;
    const auto line = [&](double x1, double y1, double x2, double y2, bool is_zero) {
      lines += "<path class=\"" + std::string(is_zero ? "zero" : "grid") + "\" d=\"M" + number(x1) + " " +
               number(y1) + "L" + number(x2) + " " + number(y2) + "\"/>\n";
    };
    for (const double tick : ticks_of(plot_.x, full ? static_cast<int>(area_.width / 60.0) : 2)) {
      const double x = x_of(tick);
      line(x, area_.y, x, below, tick == 0.0 && !plot_.x.is_log);
      texts += svg_text(x, below + 14.0, "tick", tick_text(tick), "middle");
    }
    for (const double tick : ticks_of(plot_.y, full ? static_cast<int>(area_.height / 40.0) : 2)) {
      const double y = y_of(tick);
      line(area_.x, y, right, y, tick == 0.0 && !plot_.y.is_log);
      texts += svg_text(area_.x - 6.0, y + 3.5, "tick", tick_text(tick), "end");
    }
    if (!plot_.x.label.empty())
      texts += svg_text(area_.x + area_.width / 2.0, below + 30.0, "axis", plot_.x.label, "middle");
    return lines + texts;
  }

  // Names at the right of the curves' ends, pushed apart where they would stand on each other; beside it
  // where a curve ends before.
  std::string names() const {
    constexpr double height = 14.0, early = 30.0;
    struct Name {
      const PlotCurve* curve;
      Pixel end;
      double y;
    };
    const double right = area_.x + area_.width, below = area_.y + area_.height;
    std::string text;
    std::vector<Name> all;
    for (const PlotCurve& each : plot_.curves) {
      const std::optional<Pixel> end = end_of(each);
      if (!end) continue;
      if (end->x < right - early) {
        text += svg_text(end->x + 7.0, end->y + 4.0, "name t" + colour_of(each), each.name);
      } else {
        all.push_back({&each, *end, end->y});
      }
    }
    std::stable_sort(all.begin(), all.end(), [](const Name& a, const Name& b) { return a.y < b.y; });
    // Clusters of touching names stand around their middle.
    for (bool moved = true; moved;) {
      moved = false;
      for (std::size_t i = 0; i + 1 < all.size(); ++i) {
        const double overlap = height - (all[i + 1].y - all[i].y);
        if (overlap <= 1e-3) continue;
        all[i].y -= overlap / 2.0;
        all[i + 1].y += overlap / 2.0;
        moved = true;
      }
    }
    for (std::size_t i = all.size(); i-- > 0;)
      all[i].y = std::min(all[i].y, below - height * static_cast<double>(all.size() - 1 - i));
    for (const Name& name : all) {
      const std::string colour = colour_of(*name.curve);
      if (std::fabs(name.y - name.end.y) > 1.0) {
        text += "<path class=\"leader c" + colour + "\" d=\"M" + number(right + 2) + " " +
                number(name.end.y) + "L" + number(right + 8) + " " + number(name.y) + "\"/>\n";
      }
      text += svg_text(right + 10.0, name.y + 4.0, "name t" + colour, name.curve->name);
    }
    return text;
  }

 private:
  const Plot& plot_;
  SvgBox area_;
};

// About how wide a text is, where nobody can measure it.
double text_width(std::string_view text, double letter) {
  const auto letters = std::count_if(text.begin(), text.end(),
                                     [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return letter * static_cast<double>(letters);
}

}  // namespace

std::string escaped_markup(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string svg_text(double x, double y, std::string_view kind, std::string_view text,
                     std::string_view anchor) {
  std::string result =
      "<text class=\"" + std::string(kind) + "\" x=\"" + number(x) + "\" y=\"" + number(y) + "\"";
  if (anchor != "start") result += " text-anchor=\"" + std::string(anchor) + "\"";
  return result + ">" + escaped_markup(text) + "</text>\n";
}

std::string svg_line(double x1, double y1, double x2, double y2, int colour, bool is_dashed) {
  return "<path class=\"curve c" + std::to_string(colour % palette_size) + (is_dashed ? " dashed" : "") +
         "\" d=\"M" + number(x1) + " " + number(y1) + "L" + number(x2) + " " + number(y2) + "\"/>\n";
}

std::string svg_plot(const Plot& plot, const SvgBox& box, SvgDetail detail) {
  const bool full = detail == SvgDetail::full;
  double left = 0.0, right = full ? 12.0 : 6.0;
  for (const double tick : ticks_of(plot.y, full ? 8 : 2))
    left = std::max(left, text_width(tick_text(tick), full ? 6.2 : 5.4) + 10.0);
  for (const PlotCurve& curve : plot.curves)
    if (full) right = std::max(right, text_width(curve.name, 7.2) + 14.0);
  const double top = plot.title.empty() ? 6.0 : 24.0;
  const double below = plot.x.label.empty() ? 20.0 : 36.0;
  const Panel panel(plot, {box.x + left, box.y + top, box.width - left - right, box.height - top - below});
  std::string text;
  if (!plot.title.empty()) text += svg_text(box.x + left, box.y + 12.0, "heading", plot.title);
  text += panel.grid(detail) + panel.curves();
  return full ? text + panel.names() : text;
}

// Rules with their colours written out: not every viewer knows CSS variables.
static std::string colour_rules(const Colours& colours) {
  const std::string ink = colours.ink, faint = colours.faint;
  std::string rules = "text{fill:" + ink + "}.paper{fill:" + colours.paper + "}.grid{stroke:" + colours.grid +
                      "}.zero{stroke:" + colours.zero + "}\n.note,.small,.tick,.axis{fill:" + faint + "}\n";
  for (std::size_t i = 0; i < colours.curves.size(); ++i) {
    const std::string n = std::to_string(i), colour = colours.curves[i];
    rules += ".c" + n + "{stroke:" + colour + "}.t" + n + "{fill:" + colour + "}\n";
  }
  return rules;
}

std::string svg_style() {
  return "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}\n"
         ".title{font-size:18px;font-weight:650}\n"
         ".heading{font-size:13px;font-weight:650}\n"
         ".note,.fact{font-size:12px}\n"
         ".small{font-size:10.5px}\n"
         ".tick{font-size:10.5px;font-variant-numeric:tabular-nums}\n"
         ".axis{font-size:11.5px}\n"
         ".name{font-size:12px;font-weight:600}\n"
         ".grid,.zero{fill:none;stroke-width:1}\n"
         ".curve{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}\n"
         ".leader{fill:none;stroke-width:1}\n"
         ".dashed{stroke-dasharray:5 4;stroke-width:1.6}\n" +
         colour_rules(light) + "@media (prefers-color-scheme:dark){\n" + colour_rules(dark) + "}\n";
}

static std::string size_of(double width, double height) {
  return " viewBox=\"0 0 " + number(width) + " " + number(height) + "\" role=\"img\"";
}

std::string svg_document(double width, double height, const std::string& title,
                         const std::string& description, const std::string& body) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(width) + "\" height=\"" +
         number(height) + "\"" + size_of(width, height) + ">\n<title>" + escaped_markup(title) +
         "</title>\n<desc>" + escaped_markup(description) + "</desc>\n<style>\n" + svg_style() +
         "</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n" + body + "</svg>\n";
}

std::string svg_in_page(double width, double height, const std::string& title, const std::string& body) {
  return "<svg" + size_of(width, height) + " aria-label=\"" + escaped_markup(title) + "\">\n" + body +
         "</svg>\n";
}
