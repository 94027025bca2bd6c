// The program before a terminal: what it writes there, what a screen then shows, keys and windows that
// change their size.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace mlp {

struct WindowSize {
  int columns = 80;
  int lines = 24;
};

// A screen with all that has scrolled off it: letters, returns, line feeds, and the sequences that the
// program uses: erase to the end of a line (K) or of everything (J), cursor up (A), colours (m).
class Screen {
 public:
  explicit Screen(const WindowSize& size) : size_(size) {}
  void take(const std::string& text);
  // From the first line that was written, without blanks at the ends.
  std::vector<std::string> lines() const;
  // The same, each with an end of line.
  std::string text() const;

 private:
  void take_letter(const std::string& letter);
  void take_sequence(char command, int number);
  std::vector<std::string>& line();

  WindowSize size_;
  std::vector<std::vector<std::string>> letters_{{}};  // line by line
  std::size_t at_line_ = 0;
  std::size_t at_column_ = 0;
};

class PseudoTerminal {
 public:
  // Runs the program in `folder`; stdin, stdout and stderr are the terminal.
  PseudoTerminal(const std::string& folder, const std::vector<std::string>& words,
                 const std::vector<std::string>& environment, const WindowSize& size);
  // Kills a program that still runs.
  ~PseudoTerminal();
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  // Reads until the condition holds or a minute is over; whether it holds.
  bool read_until(const std::function<bool()>& condition);
  // Reads to the end and returns the exit code, or 128 + the signal that ended it.
  int wait();

  void type(const std::string& keys);
  void resize(const WindowSize& size);

  const std::string& written() const { return written_; }

 private:
  // Whether there will be more.
  bool read_some();

  pid_t program_ = -1;
  int terminal_ = -1;
  std::string written_;
};

}  // namespace mlp
