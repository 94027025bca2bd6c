// Pictures that are moved while training: the network learns that a thing stays the same when it lies a
// little elsewhere.
//
// In each step every sample of a batch has an angle and two shifts of its own,
//
//   angle         uniform in ±rotation
//   right, down   uniform in ±shift
//
// and is turned about its middle, then shifted.  A pixel takes its value from between four of the picture's,
// by bilinear interpolation, those outside being 0.  The inputs are moved as they stand in the data, bytes as
// x / 255; scaling comes after, then mixup, noise and dropout.
#pragma once

#include <optional>

#include "mlp/base/fields.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

struct Augmentation {
  double shift = 0.0;               // pixels
  double rotation = 0.0;            // degrees
  std::optional<Index> width = {};  // of a row's picture, in pixels
  static void fields(auto& self, auto& field) {
    field("shift", self.shift, at_least(0.0).at_most(1e4),
          "pixels to the right or left, down or up, at most");
    field("rotation", self.rotation, at_least(0.0).at_most(180.0), "degrees to either side, at most");
    field("width", self.width, at_least(1),
          "pixels side by side; default: as in the file of images, else of a square");
  }
};

}  // namespace mlp
