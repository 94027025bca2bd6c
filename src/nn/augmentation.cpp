#include "nn/augmentation.hpp"

#include <numbers>

#include "kernels/functions.hpp"
#include "kernels/gather.hpp"
#include "mlp/base/random.hpp"

namespace mlp {
namespace {

class Picture {
 public:
  Picture(const float* pixels, Index height, Index width) : pixels_(pixels), height_(height), width_(width) {}

  // At a place between pixels, whose middles have whole numbers.
  float between(double x, double y) const {
    // What lies far outside need not fit an integer.
    const bool is_near =
        x >= -1.0 && x < static_cast<double>(width_) && y >= -1.0 && y < static_cast<double>(height_);
    if (!is_near) return 0.0f;
    const Index column = floor_of(x), row = floor_of(y);
    const auto across = static_cast<float>(x - static_cast<double>(column));
    const auto along = static_cast<float>(y - static_cast<double>(row));
    if (column >= 0 && column + 1 < width_ && row >= 0 && row + 1 < height_) {
      const float* const corner = pixels_ + row * width_ + column;
      return mixed(mixed(corner[0], corner[1], across), mixed(corner[width_], corner[width_ + 1], across),
                   along);
    }
    const float above = mixed(at(row, column), at(row, column + 1), across);
    const float below = mixed(at(row + 1, column), at(row + 1, column + 1), across);
    return mixed(above, below, along);
  }

 private:
  // Where a call of std::floor would take longer than all the rest.
  static Index floor_of(double x) {
    const auto towards_zero = static_cast<Index>(x);
    return towards_zero - (static_cast<double>(towards_zero) > x ? 1 : 0);
  }
  static float mixed(float a, float b, float share) { return a + share * (b - a); }
  float at(Index row, Index column) const {
    const bool is_inside = row >= 0 && row < height_ && column >= 0 && column < width_;
    return is_inside ? pixels_[row * width_ + column] : 0.0f;
  }

  const float* const pixels_;
  const Index height_, width_;
};

double uniform_around_zero(std::uint32_t word) { return 2.0 * static_cast<double>(uniform(word)) - 1.0; }

}  // namespace

Displacement displacement_of(const Augmentation& augmentation, std::uint64_t seed, std::uint32_t step,
                             std::uint32_t sample) {
  const DrawSite site{.purpose = Purpose::augmentation, .sample = sample, .epoch = step};
  Displacement displacement;
  if (augmentation.rotation > 0.0) {
    const double angle =
        augmentation.rotation * uniform_around_zero(draw_word(seed, site, 0)) * (std::numbers::pi / 180.0);
    displacement.cosine = exact::cos(angle);
    displacement.sine = exact::cos(angle - std::numbers::pi / 2.0);
  }
  if (augmentation.shift > 0.0) {
    displacement.right = augmentation.shift * uniform_around_zero(draw_word(seed, site, 1));
    displacement.down = augmentation.shift * uniform_around_zero(draw_word(seed, site, 2));
  }
  return displacement;
}

// Each pixel looks back to where it came from: the shift undone, then the turn.
void displace(const Displacement& displacement, Index height, Index width, const float* from, float* to) {
  const Picture picture(from, height, width);
  const auto [cosine, sine, right, down] = displacement;
  const double middle_x = 0.5 * static_cast<double>(width - 1),
               middle_y = 0.5 * static_cast<double>(height - 1);
  for (Index row = 0; row < height; ++row) {
    const double y = static_cast<double>(row) - middle_y - down;
    for (Index column = 0; column < width; ++column) {
      const double x = static_cast<double>(column) - middle_x - right;
      to[row * width + column] =
          picture.between(cosine * x + sine * y + middle_x, cosine * y - sine * x + middle_y);
    }
  }
}

void gather_displaced(const Pass& pass, Index sample, float* to) {
  const Batch& batch = pass.batch;
  const Index features = batch.inputs.features, width = *pass.network.augmentation->width;
  float* const still = pass.memory.pictures.data();
  float* const moved = still + padded(features);
  const std::int32_t row = batch.row_of(sample);
  kernels::InputRows unscaled = batch.inputs;
  unscaled.shift = unscaled.scale = nullptr;
  kernels::gather(unscaled, &row, 1, still, features);
  displace(
      displacement_of(*pass.network.augmentation, batch.seed, batch.step, static_cast<std::uint32_t>(sample)),
      features / width, width, still, moved);
  kernels::gather({.bytes = nullptr,
                   .values = moved,
                   .features = features,
                   .stride = features,
                   .shift = batch.inputs.shift,
                   .scale = batch.inputs.scale},
                  nullptr, 1, to, features);
}

}  // namespace mlp
