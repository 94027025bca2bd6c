// How a column of numbers is brought to a common scale: x ↦ (x − shift)·scale.
//
// shift and scale are fitted on the training rows only and travel inside the model; a constant
// column maps to 0.
//
// To add one: a struct here, its fitted() in data/preprocess.cpp, its name in the list.
#pragma once

#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"

namespace mlp {

struct NoScaling {
  static constexpr std::string_view name = "none";
  static constexpr std::string_view help = "numbers as they are";
  static void fields(auto&, auto&) {}
};

// Mean 0, standard deviation 1 (divided by n, as scikit-learn does).
struct Standardize {
  static constexpr std::string_view name = "standardize";
  static constexpr std::string_view help = "to mean 0 and standard deviation 1";
  static void fields(auto&, auto&) {}
};

// The training rows' smallest value to 0, the largest to 1.
struct MinMax {
  static constexpr std::string_view name = "minmax";
  static constexpr std::string_view help = "to the interval [0, 1]";
  static void fields(auto&, auto&) {}
};

// Median 0, interquartile range 1: a few huge values do not press the others together.  Quartiles lie between
// two values in proportion (NumPy's default).  Where the middle half of the rows holds one value, the
// standard deviation stands for the range.
struct Robust {
  static constexpr std::string_view name = "robust";
  static constexpr std::string_view help = "to median 0 and interquartile range 1";
  static void fields(auto&, auto&) {}
};

using Scaling = std::variant<NoScaling, Standardize, MinMax, Robust>;

}  // namespace mlp
