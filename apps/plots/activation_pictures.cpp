#include "plots/activation_pictures.hpp"

#include <algorithm>

#include "plots/svg_plot.hpp"
#include "tables/text_table.hpp"

namespace {

constexpr double margin = 24.0;

std::string range_note(const StudyRange& range) {
  return "z from " + tick_text(range.from) + " to " + tick_text(range.to);
}

std::string names_of(const std::vector<ActivationStudy>& studies) {
  std::string names;
  for (const ActivationStudy& study : studies) names += (names.empty() ? "" : ", ") + study.name;
  return names;
}

// What the two lines of a plot of one activation are.
std::string legend(double x, double y) {
  return svg_line(x, y - 4.0, x + 24.0, y - 4.0, 0, false) + svg_text(x + 30.0, y, "note", "value f(z)") +
         svg_line(x + 110.0, y - 4.0, x + 134.0, y - 4.0, 1, true) +
         svg_text(x + 140.0, y, "note", "slope f'(z)");
}

}  // namespace

Picture picture_of(const Plot& plot, const std::string& title) {
  constexpr double width = 600.0, height = 340.0;
  return {.title = title,
          .description = title,
          .width = width,
          .height = height,
          .body = svg_plot(plot, {0.0, 0.0, width, height}, SvgDetail::full)};
}

Picture picture_of(const ActivationStudy& study, const StudyRange& range) {
  constexpr double width = 720.0, plot_top = 68.0, plot_height = 360.0, line_height = 18.0;
  Picture picture{
      .title = study.name,
      .description = study.name + ", " + study.formula() + ": value and slope, " + range_note(range),
      .width = width,
      .height = 0.0,
      .body = svg_text(margin, 34.0, "title", study.name) + svg_text(margin, 54.0, "note", study.formula()) +
              svg_plot(plot_of(study, range), {margin, plot_top, width - 2 * margin, plot_height},
                       SvgDetail::full)};
  double y = plot_top + plot_height + 22.0;
  for (const auto& [what, value] : study.facts_in_words()) {
    picture.body += svg_text(margin + 16.0, y, "note", what);
    constexpr int letters = 92;
    const std::string lines = wrapped(value, letters, 0);
    for (std::size_t from = 0; from <= lines.size();) {
      const std::size_t end = std::min(lines.find('\n', from), lines.size());
      picture.body += svg_text(margin + 116.0, y, "fact", lines.substr(from, end - from));
      y += line_height;
      from = end + 1;
    }
  }
  picture.height = y + 4.0;
  return picture;
}

Picture gallery_of(const std::vector<ActivationStudy>& studies, const StudyRange& range) {
  constexpr double card_width = 236.0, card_height = 196.0;
  const std::size_t across = std::min<std::size_t>(5, studies.size());
  const std::size_t down = (studies.size() + across - 1) / across;
  Picture picture{.title = "Activations",
                  .description = "Value and slope of " + names_of(studies) + ", " + range_note(range),
                  .width = 2 * margin + card_width * static_cast<double>(across),
                  .height = 88.0 + card_height * static_cast<double>(down),
                  .body = svg_text(margin, 36.0, "title", "Activations")};
  picture.body += legend(margin, 58.0) + svg_text(margin + 230.0, 58.0, "note", range_note(range));
  for (std::size_t i = 0; i < studies.size(); ++i) {
    const double x = margin + card_width * static_cast<double>(i % across);
    const double y = 84.0 + card_height * static_cast<double>(i / across);
    picture.body += svg_text(x, y + 10.0, "heading", studies[i].name) +
                    svg_text(x, y + 25.0, "small", studies[i].summary()) +
                    svg_plot(plot_of(studies[i], range), {x, y + 30.0, card_width - 16.0, card_height - 48.0},
                             SvgDetail::compact);
  }
  return picture;
}

Picture pair_of(const std::string& title, const std::string& note, const Plot& left, const Plot& right) {
  constexpr double width = 1040.0, height = 440.0, gap = 16.0;
  constexpr double half = (width - 2 * margin - gap) / 2.0;
  Picture picture{.title = title,
                  .description = title + ": " + left.title + "; " + right.title,
                  .width = width,
                  .height = height,
                  .body = svg_text(margin, 34.0, "title", title) + svg_text(margin, 54.0, "note", note)};
  picture.body += svg_plot(left, {margin, 76.0, half, height - 92.0}, SvgDetail::full) +
                  svg_plot(right, {margin + half + gap, 76.0, half, height - 92.0}, SvgDetail::full);
  return picture;
}

std::string svg_file(const Picture& picture) {
  return svg_document(picture.width, picture.height, picture.title, picture.description, picture.body);
}

std::string html_page(const std::string& title, const std::string& introduction,
                      const std::vector<PageSection>& sections) {
  std::string page = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>)" + escaped_markup(title) +
                     "</title>\n<style>\n" + svg_style() + R"(
body{margin:0 auto;padding:1.5rem;max-width:68rem;font:16px/1.5 system-ui,sans-serif;background:#fff;color:#1c2430}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin:2.5rem 0 0}
.pictures{display:flex;flex-wrap:wrap;gap:1.5rem;margin:1rem 0}
svg{flex:1 1 20rem;min-width:0;max-width:48rem;height:auto}
code{font-size:.95rem;color:#5b6675}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.25rem;margin:0}
dt{color:#5b6675}dd{margin:0}
@media (prefers-color-scheme:dark){body{background:#14181f;color:#e8ecf2}code,dt{color:#a3aebd}}
</style>
<h1>)" + escaped_markup(title) +
                     "</h1>\n<p>" + escaped_markup(introduction) + "</p>\n";
  for (const PageSection& section : sections) {
    if (!section.heading.empty()) page += "<h2>" + escaped_markup(section.heading) + "</h2>\n";
    if (!section.formula.empty()) page += "<code>" + escaped_markup(section.formula) + "</code>\n";
    page += "<div class=\"pictures\">\n";
    for (const Picture& picture : section.pictures)
      page += svg_in_page(picture.width, picture.height, picture.title, picture.body);
    page += "</div>\n<dl>\n";
    for (const auto& [what, value] : section.words)
      page += "<dt>" + escaped_markup(what) + "</dt><dd>" + escaped_markup(value) + "</dd>\n";
    page += "</dl>\n";
  }
  return page + "</html>\n";
}
