#include "base/nearest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace mlp {

// Words longer than this are not misspelt names; it bounds the work on hostile input.
static constexpr std::size_t longest_word = 100;

static std::string without_style(std::string_view word) {
  std::string folded;
  for (const char c : word) {
    if (c == '_' || c == '-' || c == ' ') continue;
    folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
static std::size_t edit_distance(std::string_view a, std::string_view b) {
  using Row = std::array<std::size_t, longest_word + 1>;
  Row two_before{}, before{}, row{};
  for (std::size_t j = 0; j <= b.size(); ++j) before[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({before[j] + 1, row[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_before[j - 2] + 1);
    }
    two_before = before;
    before = row;
  }
  return before[b.size()];
}

static std::optional<std::string> only_one_beginning_with(std::string_view word,
                                                          const std::vector<std::string>& candidates) {
  std::optional<std::string> found;
  for (const std::string& candidate : candidates) {
    if (!without_style(candidate).starts_with(word)) continue;
    if (found) return std::nullopt;
    found = candidate;
  }
  return found;
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > longest_word) return std::nullopt;
  const std::string given = without_style(word);
  if (given.empty()) return std::nullopt;
  std::optional<std::string> best;
  std::size_t least = longest_word;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest_word) continue;
    const std::string known = without_style(candidate);
    const std::size_t distance = edit_distance(given, known);
    if (distance <= std::max(given.size(), known.size()) / 3 && distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best ? best : only_one_beginning_with(given, candidates);
}

}  // namespace mlp
