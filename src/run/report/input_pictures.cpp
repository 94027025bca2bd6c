#include "run/report/input_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "io/base64.hpp"

namespace mlp {

// "pixel__" of "pixel_12_3".
static std::string without_digits(std::string name) {
  std::erase_if(name, [](char c) { return c >= '0' && c <= '9'; });
  return name;
}

static bool are_called_alike(const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [stem = without_digits(names.front())](const auto& name) {
    return without_digits(name) == stem;
  });
}

Index picture_side(const Model& model) {
  constexpr Index least_side = 6;
  const Index inputs = model.architecture.inputs();
  const auto side = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(inputs))));
  if (side * side != inputs || side < least_side) return 0;
  if (model.image_bytes) return side;
  if (!model.encoding.is_identity()) return 0;
  return !model.input_names.empty() && are_called_alike(model.input_names) ? side : 0;
}

RowPictures::RowPictures(const Dataset& dataset) : dataset_(dataset) {
  if (dataset.values.empty()) return;
  const auto [low, high] = std::minmax_element(dataset.values.begin(), dataset.values.end());
  low_ = *low;
  high_ = *high;
}

std::string RowPictures::of(Index row) const {
  const auto features = static_cast<std::size_t>(dataset_.features);
  const Index first = row * dataset_.features;
  if (dataset_.has_bytes()) return base64({dataset_.bytes.data() + first, features});
  std::vector<std::uint8_t> pixels(features);
  const float scale = high_ > low_ ? 255.0f / (high_ - low_) : 0.0f;
  for (std::size_t i = 0; i < features; ++i)
    pixels[i] =
        static_cast<std::uint8_t>((dataset_.values[first + static_cast<Index>(i)] - low_) * scale + 0.5f);
  return base64(pixels);
}

std::string signed_picture(std::span<const float> values) {
  float largest = 0.0f;
  for (const float value : values) largest = std::max(largest, std::fabs(value));
  std::vector<std::uint8_t> pixels;
  for (const float value : values) {
    const float share = largest > 0.0f ? value / largest : 0.0f;
    pixels.push_back(static_cast<std::uint8_t>(std::lround(128.0f + 127.0f * share)));
  }
  return base64(pixels);
}

}  // namespace mlp
