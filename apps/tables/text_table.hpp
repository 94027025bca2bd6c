// Columns of text, aligned.
#pragma once

#include <string>
#include <string_view>
#include <vector>

enum class Align { left, right };

class TextTable {
 public:
  struct Column {
    std::string title;
    Align align = Align::left;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // Control characters become question marks.  REQUIRES: a cell for every column.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // Two blanks before every line, three between columns; a line of titles where any is given.
  std::string text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// `text` of one line with question marks for control characters: it may hold what a data file says, and a
// terminal would obey.
std::string printable(std::string text);

// `text` with blanks up to `width` columns, before or after it.
std::string padded_to(int width, std::string_view text, Align align = Align::left);

// `text` broken between words into lines of at most `width` columns, each begun with `indent` blanks
// but the first.
std::string wrapped(std::string_view text, int width, int indent);
