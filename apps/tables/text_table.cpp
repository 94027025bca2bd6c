#include "tables/text_table.hpp"

#include <algorithm>
#include <utility>

#include "terminal/terminal.hpp"

static void append_line(const std::vector<std::string>& cells, const std::vector<int>& widths,
                        const std::vector<TextTable::Column>& columns, std::string& text) {
  std::string line = "  ";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += "   ";
    line += padded_to(widths[i], cells[i], columns[i].align);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  text += line + "\n";
}

std::string printable(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
  return text;
}

void TextTable::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = printable(std::move(cell));
  rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
  std::vector<int> widths;
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    titles.push_back(columns_[i].title);
    int width = display_width(titles.back());
    for (const auto& row : rows_) width = std::max(width, display_width(row[i]));
    widths.push_back(width);
  }
  std::string text;
  const bool has_titles = std::any_of(titles.begin(), titles.end(), [](const auto& t) { return !t.empty(); });
  if (has_titles) append_line(titles, widths, columns_, text);
  for (const auto& row : rows_) append_line(row, widths, columns_, text);
  return text;
}

std::string padded_to(int width, std::string_view text, Align align) {
  const std::string blanks(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
  return align == Align::left ? std::string(text) + blanks : blanks + std::string(text);
}

std::string wrapped(std::string_view text, int width, int indent) {
  std::string result;
  int column = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool begins_line = column == indent;
    if (!begins_line && column + 1 + display_width(word) > width) {
      result += "\n" + std::string(static_cast<std::size_t>(indent), ' ');
      column = indent;
    } else if (!begins_line) {
      result += ' ';
      ++column;
    }
    result += word;
    column += display_width(word);
  }
  return result;
}
