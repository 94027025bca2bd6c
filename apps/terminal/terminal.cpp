#include "terminal/terminal.hpp"

#include <locale.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <algorithm>
#include <cstdlib>
#include <cwchar>

static std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The first of the three that is set decides, as in setlocale().
static bool locale_is_utf8() {
  std::string locale = environment("LC_ALL");
  if (locale.empty()) locale = environment("LC_CTYPE");
  if (locale.empty()) locale = environment("LANG");
  std::transform(locale.begin(), locale.end(), locale.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

static Terminal terminal_at(int file) {
  Terminal terminal;
  const std::string kind = environment("TERM");
  terminal.can_redraw = ::isatty(file) == 1 && !kind.empty() && kind != "dumb";
  terminal.has_colour = terminal.can_redraw && environment("NO_COLOR").empty();
  terminal.has_unicode = locale_is_utf8();
  return terminal;
}

Terminal standard_error_terminal() { return terminal_at(STDERR_FILENO); }
Terminal standard_output_terminal() { return terminal_at(STDOUT_FILENO); }

static TerminalSize size_at(int file) {
  winsize window{};
  TerminalSize size;
  if (::ioctl(file, TIOCGWINSZ, &window) != 0) return size;
  if (window.ws_col > 0) size.columns = window.ws_col;
  if (window.ws_row > 0) size.lines = window.ws_row;
  return size;
}

TerminalSize standard_error_size() { return size_at(STDERR_FILENO); }
TerminalSize standard_output_size() { return size_at(STDOUT_FILENO); }

std::string coloured(const Terminal& terminal, std::string_view text, std::string_view colour) {
  if (!terminal.has_colour || text.empty()) return std::string(text);
  return "\x1b[" + std::string(colour) + "m" + std::string(text) + "\x1b[0m";
}

// Letters by a Unicode locale's table, whatever locale the program runs in; 0 where there is none.
static locale_t unicode_locale() {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr));
  return locale;
}

int display_width(std::string_view text) {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return static_cast<int>(text.size());
  if (unicode_locale() == static_cast<locale_t>(nullptr))
    return static_cast<int>(std::count_if(text.begin(), text.end(), begins_character));

  const locale_t before = ::uselocale(unicode_locale());
  std::mbstate_t state{};
  int columns = 0;
  while (!text.empty()) {
    wchar_t letter = 0;
    std::size_t length = std::mbrtowc(&letter, text.data(), text.size(), &state);
    int width = 1;
    if (length == 0 || length > text.size()) {  // no Unicode: a terminal shows something for each byte
      length = 1;
      state = {};
    } else {
      width = std::max(0, ::wcwidth(letter));
    }
    columns += width;
    text.remove_prefix(length);
  }
  ::uselocale(before);
  return columns;
}
