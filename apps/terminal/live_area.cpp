#include "terminal/live_area.hpp"

#include "terminal/output.hpp"

// Each line with an erased rest, so that nothing of an older one is left beside it.
static std::string with_erased_rests(std::string_view lines) {
  std::string text;
  for (const char c : lines) text += c == '\n' ? std::string("\x1b[K\n") : std::string(1, c);
  return text;
}

void LiveArea::draw(const std::vector<std::string>& area) {
  std::string frame = "\r" + with_erased_rests(waiting_);
  for (std::size_t i = 0; i < area.size(); ++i) frame += (i == 0 ? "" : "\n") + area[i] + "\x1b[K";
  frame += "\x1b[J\r";
  if (area.size() > 1) frame += "\x1b[" + std::to_string(area.size() - 1) + "A";
  say(frame);
  waiting_.clear();
  is_shown_ = true;
  last_drawn_ = Clock::now();
}

void LiveArea::clear() {
  if (is_shown_) {
    say("\r" + with_erased_rests(waiting_) + "\x1b[J");
  } else if (!waiting_.empty()) {
    say(waiting_);
  }
  waiting_.clear();
  is_shown_ = false;
}
