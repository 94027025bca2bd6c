// Points that are drawn, so that a config needs no file: the shapes that people try an idea on first.
//
// All are drawn by Philox (ARITHMETIC.md, A5) and computed by the library's own functions, so the same config
// has the same rows everywhere.  `noise` is the standard deviation of what is added: to the coordinates where
// the targets are classes, to the target where it is a number.
//
// To add one: a struct here, its drawing in data/synthetic.cpp, its name in the list.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

// Class 0: (cos t, sin t), class 1: (1 − cos t, ½ − sin t), t in [0, π).
struct TwoMoons {
  static constexpr std::string_view name = "two_moons";
  static constexpr std::string_view help = "two half circles, one in the other's arms; 2 inputs, 2 classes";
  static void fields(auto&, auto&) {}
};

// Class 0 on the unit circle, class 1 on that of radius ½.
struct Circles {
  static constexpr std::string_view name = "circles";
  static constexpr std::string_view help = "a circle in a circle; 2 inputs, 2 classes";
  static void fields(auto&, auto&) {}
};

// Arms r·(cos(2π·turns·r + φ), sin(2π·turns·r + φ)), φ = 2π·class/arms, r = √u in [0, 1).
struct Spirals {
  static constexpr std::string_view name = "spirals";
  static constexpr std::string_view help = "arms that wind round each other; 2 inputs, a class an arm";
  Index arms = 2;
  double turns = 1.5;
  static void fields(auto& self, auto& field) {
    field("arms", self.arms, at_least(2).at_most(100), "how many, a class each");
    field("turns", self.turns, above(0.0).at_most(100.0), "how often an arm goes round");
  }
};

// Uniform in [−1, 1)²; class 1 where the coordinates, before the noise, have different signs.
struct ExclusiveOr {
  static constexpr std::string_view name = "xor";
  static constexpr std::string_view help = "the four quarters of a square; 2 inputs, 2 classes";
  static void fields(auto&, auto&) {}
};

// Around centres that are uniform in [−1, 1)^inputs.
struct Blobs {
  static constexpr std::string_view name = "blobs";
  static constexpr std::string_view help = "a cloud of points for each class";
  Index classes = 3;
  Index inputs = 2;
  static void fields(auto& self, auto& field) {
    field("classes", self.classes, at_least(2).at_most(1000), "how many clouds");
    field("inputs", self.inputs, at_least(1).at_most(10000), "coordinates of a point");
  }
};

// y = sin(2πx), x in [0, 1).
struct SineWave {
  static constexpr std::string_view name = "sine";
  static constexpr std::string_view help = "a period of a sine; 1 input, a number";
  static void fields(auto&, auto&) {}
};

// y = 10 sin(πx₁x₂) + 20(x₃ − ½)² + 10x₄ + 5x₅ of ten inputs in [0, 1), five of which say nothing.  Friedman
// 1991.
struct Friedman1 {
  static constexpr std::string_view name = "friedman1";
  static constexpr std::string_view help = "10 inputs, of which 5 matter; a number  (Friedman 1991)";
  static void fields(auto&, auto&) {}
};

using SyntheticShape = std::variant<TwoMoons, Circles, Spirals, ExclusiveOr, Blobs, SineWave, Friedman1>;

struct SyntheticSource {
  static constexpr std::string_view name = "synthetic";
  static constexpr std::string_view help = "points that are drawn, for trying things out";
  SyntheticShape shape;
  Index rows = 1000;
  double noise = 0.1;
  std::uint64_t seed = 1;
  static void fields(auto& self, auto& field) {
    field("shape", self.shape, anything.required(), "what the points are drawn from");
    field("rows", self.rows, at_least(2).at_most(2147483647.0), "how many; classes take turns");
    field("noise", self.noise, at_least(0.0).at_most(1e6), "standard deviation of what is added");
    field("seed", self.seed, anything, "of the draws; another one for validation or test rows");
  }
  static void paths(auto&, auto&&) {}
};

}  // namespace mlp
