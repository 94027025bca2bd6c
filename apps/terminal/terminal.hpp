// What the program's outputs are connected to, and what can be drawn there.
#pragma once

#include <string>
#include <string_view>

struct Terminal {
  bool can_redraw = false;  // a terminal that moves its cursor
  bool has_colour = false;  // and whose user has not set NO_COLOR
  bool has_unicode = false;
};

// Asked once, at the start.
Terminal standard_error_terminal();
Terminal standard_output_terminal();

// Letters across and lines down.
struct TerminalSize {
  int columns = 80;
  int lines = 24;
};

// Of the window at this moment, which may change; the usual one where there is none.
TerminalSize standard_error_size();
TerminalSize standard_output_size();

// `text` in a colour of the terminal's palette ("36": cyan), where it has colours.
std::string coloured(const Terminal& terminal, std::string_view text, std::string_view colour);

// Columns that `text` (UTF-8 without control characters) takes: two for wide letters, none for marks above
// one.
int display_width(std::string_view text);
