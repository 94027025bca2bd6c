// What standard error is connected to, and what can be drawn there.
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

// Columns at this moment: the window may change its size.
int terminal_width();

// `text` in a colour of the terminal's palette ("36": cyan), where it has colours.
std::string coloured(const Terminal& terminal, std::string_view text, std::string_view colour);

// Columns that `text` (UTF-8 without control characters) takes.
int display_width(std::string_view text);
