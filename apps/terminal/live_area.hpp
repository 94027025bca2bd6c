// The lowest lines of a terminal, drawn anew while lines for good pile up above them.
//
// All that changes goes out as one write(2), and writes are at least a tenth of a second apart: nothing
// flickers, and a slow connection is not flooded.  Between them the cursor stands at the beginning of the
// area's first line.  What is below it is the area's own, however a terminal breaks lines anew when its
// window becomes narrower.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

class LiveArea {
 public:
  ~LiveArea() { clear(); }

  // Lines for good, each with its end, above the area.  They wait for the next draw() or clear().
  void add(std::string_view lines) { waiting_ += lines; }

  // Whether enough time has gone by for the next draw().
  bool is_due() const { return Clock::now() - last_drawn_ >= pause; }

  // Shows the lines that wait and, below them, `area`: lines without an end, none wider than the terminal.
  void draw(const std::vector<std::string>& area);

  // Shows the lines that wait and takes the area away, at once.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds pause{100};

  std::string waiting_;
  bool is_shown_ = false;
  Clock::time_point last_drawn_;
};
