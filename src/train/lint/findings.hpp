// Findings of one lint, of which the first few are told and the others counted.
#pragma once

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlp/train/lint.hpp"

namespace mlp {

// To six digits: 0.254475, 1e+06.
inline std::string rounded_text(double value) {
  std::array<char, 32> text{};
  const auto written =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 6);
  return {text.data(), written.ptr};
}

class Findings {
 public:
  Findings(std::string_view lint, Index most) : lint_(lint), most_(most) {}

  void add(std::string text, std::string hint) {
    if (++count_ <= most_)
      found_.push_back({.lint = lint_, .text = std::move(text), .hint = std::move(hint)});
  }

  void move_to(std::vector<Finding>& all) {
    if (count_ > most_) found_.back().text += " (and " + std::to_string(count_ - most_) + " more)";
    for (Finding& finding : found_) all.push_back(std::move(finding));
  }

 private:
  std::string_view lint_;
  Index most_;
  Index count_ = 0;
  std::vector<Finding> found_;
};

}  // namespace mlp
