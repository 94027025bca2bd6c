#include "train/pictures.hpp"

#include <cmath>
#include <string>

#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

std::optional<Augmentation> augmentation_of(const std::optional<Augmentation>& given, const Model& model,
                                            const Dataset& dataset) {
  if (!given || (given->shift == 0.0 && given->rotation == 0.0)) return std::nullopt;
  if (!model.encoding.is_identity()) {
    throw ConfigError("/training/augmentation: expected none with columns that are encoded, got some",
                      "pictures are rows of pixels: numbers, none of them missing");
  }
  const Index pixels = dataset.features;
  Augmentation augmentation = *given;
  if (augmentation.width) {
    if (pixels % *augmentation.width == 0) return augmentation;
    throw ConfigError("/training/augmentation/width: expected a divisor of " + std::to_string(pixels) +
                      ", the inputs of a row, got " + std::to_string(*augmentation.width));
  }
  const auto side = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(pixels))));
  augmentation.width = dataset.image_width > 0 ? dataset.image_width : side;
  if (dataset.image_width > 0 || side * side == pixels) return augmentation;
  throw ConfigError(
      "/training/augmentation: expected rows that are square pictures, got " + counted(pixels, "input"),
      "\"width\" says how many pixels lie side by side");
}

}  // namespace mlp
