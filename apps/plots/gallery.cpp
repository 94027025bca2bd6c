#include "plots/gallery.hpp"

#include <algorithm>

#include "plots/terminal_plot.hpp"
#include "tables/text_table.hpp"

static constexpr int card_width = 22, card_height = 5, card_gap = 3;

std::string gallery_text(const std::vector<ActivationStudy>& studies, const StudyRange& range,
                         const Terminal& terminal, int width) {
  const auto across = static_cast<std::size_t>(std::clamp((width - 2) / (card_width + card_gap), 1, 5));
  std::string text;
  for (std::size_t first = 0; first < studies.size(); first += across) {
    const std::size_t end = std::min(first + across, studies.size());
    std::vector<std::string> lines(1 + card_height, "");
    for (std::size_t i = first; i < end; ++i) {
      const std::string blanks(i == first ? 2 : card_gap, ' ');
      lines[0] += blanks + padded_to(card_width, studies[i].name);
      const std::vector<std::string> dots =
          terminal_curves(plot_of(studies[i], range), {card_width, card_height}, terminal);
      for (std::size_t line = 0; line < dots.size(); ++line) lines[1 + line] += blanks + dots[line];
    }
    for (std::string& line : lines) {
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
    text += "\n";
  }
  const std::string solid = terminal.has_colour ? "" : " (solid)", dashed = " (dashed)";
  return text + "  " + in_curve_colour(terminal, "value" + solid, 0) + "   " +
         in_curve_colour(terminal, "slope" + dashed, 1) + "   for z from " + tick_text(range.from) + " to " +
         tick_text(range.to) + "\n";
}

// REQUIRES: the facts exist.
static std::string table_of(const std::vector<ActivationStudy>& studies,
                            const std::vector<std::string>& shown) {
  std::vector<TextTable::Column> columns{{"activation", Align::left}};
  for (const std::string& fact : shown) columns.push_back({fact, Align::left});
  TextTable table(columns);
  for (const ActivationStudy& study : studies) {
    std::vector<std::string> cells{study.name};
    const auto facts = study.facts_in_words();
    for (const std::string& fact : shown) {
      cells.push_back(std::find_if(facts.begin(), facts.end(), [&](const auto& each) {
                        return each.first == fact;
                      })->second);
    }
    table.add(cells);
  }
  return table.text();
}

std::string facts_table(const std::vector<ActivationStudy>& studies, int width) {
  std::vector<std::string> shown{"range", "saturates", "exact zeros", "slope at 0", "monotonicity"};
  while (true) {
    const std::string text = table_of(studies, shown);
    int widest = 0;
    for (std::size_t from = 0; from < text.size(); from = text.find('\n', from) + 1)
      widest =
          std::max(widest, display_width(std::string_view(text).substr(from, text.find('\n', from) - from)));
    if (widest < width || shown.size() == 1) return text;
    shown.pop_back();
  }
}
