#include "program/pseudo_terminal.hpp"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include "program/program.hpp"

namespace mlp {

std::vector<std::string>& Screen::line() {
  while (letters_.size() <= at_line_) letters_.emplace_back();
  return letters_[at_line_];
}

void Screen::take_letter(const std::string& letter) {
  // Behind the last column, the next line begins with the next letter.
  if (at_column_ == static_cast<std::size_t>(size_.columns)) {
    ++at_line_;
    at_column_ = 0;
  }
  std::vector<std::string>& here = line();
  if (here.size() <= at_column_) here.resize(at_column_ + 1, " ");
  here[at_column_++] = letter;
}

void Screen::take_sequence(char command, int number) {
  if (command == 'A') {
    line();
    const std::size_t lines = letters_.size(), height = static_cast<std::size_t>(size_.lines);
    const std::size_t top = lines > height ? lines - height : 0;
    const auto up = static_cast<std::size_t>(number);
    at_line_ = at_line_ >= top + up ? at_line_ - up : top;
    return;
  }
  if (command != 'K' && command != 'J') return;
  std::vector<std::string>& here = line();
  if (here.size() > at_column_) here.resize(at_column_);
  if (command == 'J') letters_.resize(at_line_ + 1);
}

void Screen::take(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r') {
      at_column_ = 0;
    } else if (c == '\n') {
      ++at_line_;
      line();
    } else if (c == '\x1b' && i + 1 < text.size() && text[i + 1] == '[') {
      i += 2;
      int number = 0;
      for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) number = 10 * number + (text[i] - '0');
      if (i < text.size()) take_sequence(text[i], number);
    } else {
      std::string letter(1, c);
      while (i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xC0) == 0x80)
        letter += text[++i];
      take_letter(letter);
    }
  }
}

std::vector<std::string> Screen::lines() const {
  std::vector<std::string> all;
  for (const auto& letters : letters_) {
    std::string text;
    for (const std::string& letter : letters) text += letter;
    text.erase(text.find_last_not_of(' ') + 1);
    all.push_back(text);
  }
  return all;
}

std::string Screen::text() const {
  std::string text;
  for (const std::string& line : lines()) text += line + "\n";
  return text;
}

static winsize window_of(const WindowSize& size) {
  winsize window{};
  window.ws_col = static_cast<unsigned short>(size.columns);
  window.ws_row = static_cast<unsigned short>(size.lines);
  return window;
}

PseudoTerminal::PseudoTerminal(const std::string& folder, const std::vector<std::string>& words,
                               const std::vector<std::string>& environment, const WindowSize& size) {
  winsize window = window_of(size);
  program_ = ::forkpty(&terminal_, nullptr, nullptr, &window);
  if (program_ != 0) return;
  become_mlp(folder, words, environment);
}

PseudoTerminal::~PseudoTerminal() {
  if (program_ > 0) {
    ::kill(program_, SIGKILL);
    ::waitpid(program_, nullptr, 0);
  }
  ::close(terminal_);
}

bool PseudoTerminal::read_some() {
  std::array<char, 65536> bytes{};
  pollfd ready{.fd = terminal_, .events = POLLIN, .revents = 0};
  if (::poll(&ready, 1, 100) == 0) return true;
  const ssize_t count = ::read(terminal_, bytes.data(), bytes.size());
  if (count <= 0) return false;  // EIO: the program is gone
  written_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

bool PseudoTerminal::read_until(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end || !read_some()) return condition();
  }
  return true;
}

int PseudoTerminal::wait() {
  while (read_some()) {
  }
  int status = 0;
  ::waitpid(program_, &status, 0);
  program_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void PseudoTerminal::type(const std::string& keys) {
  [[maybe_unused]] const ssize_t count = ::write(terminal_, keys.data(), keys.size());
}

void PseudoTerminal::resize(const WindowSize& size) {
  const winsize window = window_of(size);
  ::ioctl(terminal_, TIOCSWINSZ, &window);
}

}  // namespace mlp
