#include "run/sweep/search_points.hpp"

#include <set>

#include "mlp/base/random.hpp"
#include "run/sweep/halving.hpp"
#include "run/sweep/parameter_values.hpp"
#include "run/sweep/sobol.hpp"

namespace mlp {
namespace {

DrawSite site_of(Index point, Index parameter) {
  return {.purpose = Purpose::sweep,
          .layer = static_cast<std::uint32_t>(parameter),
          .sample = static_cast<std::uint32_t>(point)};
}

// Uniform in [0, 1) with 53 bits.
double random_position(std::uint64_t seed, Index point, Index parameter) {
  return static_cast<double>(draw_64(seed, site_of(point, parameter)) >> 11) * 0x1p-53;
}

// The same digital shift of all points keeps what makes the sequence even, and spares it the corner at 0.
double sobol_position(std::uint64_t seed, Index point, Index parameter) {
  DrawSite shift = site_of(0, parameter);
  shift.epoch = 1;
  const std::uint32_t word = sobol(static_cast<std::uint32_t>(point), parameter) ^ draw_word(seed, shift, 0);
  return static_cast<double>(word) * 0x1p-32;
}

std::vector<SweepPoint> drawn_points(const SweepConfig& sweep, Index count, const auto& position) {
  std::vector<SweepPoint> points;
  for (Index point = 0; point < count; ++point) {
    points.emplace_back();
    Index parameter = 0;
    for (const auto& [pointer, values] : sweep.parameters)
      points.back().push_back(value_at(values, position(sweep.seed, point, parameter++)));
  }
  return points;
}

// The last parameter changes first.
std::vector<SweepPoint> grid_points(const SweepConfig& sweep) {
  std::vector<SweepPoint> points{{}};
  for (const auto& [pointer, parameter] : sweep.parameters) {
    std::vector<SweepPoint> longer;
    for (const SweepPoint& point : points) {
      for (const std::string& value : grid_values(parameter)) {
        longer.push_back(point);
        longer.back().push_back(value);
      }
    }
    points = std::move(longer);
  }
  return points;
}

std::vector<SweepPoint> without_repetitions(const std::vector<SweepPoint>& points) {
  std::set<SweepPoint> seen;
  std::vector<SweepPoint> kept;
  for (const SweepPoint& point : points)
    if (seen.insert(point).second) kept.push_back(point);
  return kept;
}

}  // namespace

std::vector<SweepPoint> search_points(const SweepConfig& sweep) {
  if (std::holds_alternative<GridSearch>(sweep.search)) return grid_points(sweep);
  if (const auto* random = std::get_if<RandomSearch>(&sweep.search))
    return without_repetitions(drawn_points(sweep, random->points, random_position));
  if (const auto* quasi = std::get_if<SobolSearch>(&sweep.search))
    return without_repetitions(drawn_points(sweep, quasi->points, sobol_position));
  Index count = 0;
  for (const Bracket& bracket : brackets_of(sweep.search, 0)) count += bracket.rungs.front().points;
  return drawn_points(sweep, count, random_position);
}

}  // namespace mlp
