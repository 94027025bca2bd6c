#include "session/progress_bar.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "tables/text_table.hpp"

static std::string repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

std::string progress_bar(const ProgressState& state, const Terminal& terminal, int width) {
  constexpr int shortest = 10, longest = 30, gap = 3, least_useful = 3;
  const int percent = static_cast<int>(std::floor(100.0 * state.share));
  std::string epoch = padded_to(7, state.epoch, Align::right);
  const std::string share = padded_to(4, std::to_string(percent), Align::right) + " %";
  // The last column stays free: some terminals begin a new line when it is written.
  const auto room_beside = [&](int bar) {
    return width - 1 - display_width(epoch) - 2 - display_width(share) - bar;
  };
  int room = room_beside(shortest);
  if (room < 0) {
    epoch = state.epoch;
    const int length = room_beside(0);
    if (length < least_useful) return length < 0 ? "" : epoch + "  " + share;
    room = length - shortest;
  }
  std::string remarks;
  for (const std::string& remark : state.remarks) {
    const int needed = gap + display_width(remark);
    if (needed > room) break;
    remarks += repeated(" ", gap) + remark;
    room -= needed;
  }
  const int length = std::min(longest, shortest + room);
  const int done = std::clamp(static_cast<int>(std::lround(state.share * length)), 0, length);
  const std::string_view full = terminal.has_unicode ? "━" : "=";
  const std::string_view open = terminal.has_unicode ? "─" : "-";
  return epoch + "  " + coloured(terminal, repeated(full, done), "36") +
         coloured(terminal, repeated(open, length - done), "2") + share + remarks;
}
