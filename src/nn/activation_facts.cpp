#include "nn/activation_facts.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "kernels/functions.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/base/random.hpp"
#include "nn/activation_curve.hpp"

namespace mlp {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// From −10⁶ to 10⁶ in ascending order.
std::vector<float> many_points() {
  constexpr double dense_to = 16.0, step = 1.0 / 1024.0, ratio = 1.001, end = 1e6;
  std::vector<float> positive;
  for (double z = step; z <= dense_to; z += step) positive.push_back(static_cast<float>(z));
  for (double z = dense_to * ratio; z < end; z *= ratio) positive.push_back(static_cast<float>(z));
  positive.push_back(static_cast<float>(end));
  std::vector<float> all(positive.rbegin(), positive.rend());
  for (float& z : all) z = -z;
  all.push_back(0.0f);
  all.insert(all.end(), positive.begin(), positive.end());
  return all;
}

// Slopes at many points, and what can be asked about them.
class Scan {
 public:
  explicit Scan(const Activation& activation)
      : activation_(activation), curve_(activation_curve(activation, many_points())) {}

  double slope_at(double z) const { return at(z).slope.front(); }

  void find_range(ActivationFacts& facts) const {
    const auto [low, high] = std::minmax_element(curve_.value.begin(), curve_.value.end());
    facts.least = *low;
    facts.greatest = *high;
    for (const double end : {-infinity, infinity}) {
      double limit = at(end).value.front();
      // Neither a sine nor a softmax beside another unit has a value there.
      if (std::isnan(limit)) limit = at(std::copysign(std::numeric_limits<float>::max(), end)).value.front();
      if (std::fabs(limit) > 1e30) limit = std::copysign(infinity, limit);
      facts.least = std::min(facts.least, limit);
      facts.greatest = std::max(facts.greatest, limit);
    }
  }

  std::vector<Interval> falling() const {
    const auto falls = [](double slope) { return slope < 0.0; };
    std::vector<Interval> found;
    for (std::size_t i = 0; i < size(); ++i) {
      if (!falls(curve_.slope[i])) continue;
      const std::size_t first = i;
      while (i + 1 < size() && falls(curve_.slope[i + 1])) ++i;
      // A slope that fades until it is no float any more has not ended.
      constexpr double faded = 1e-30;
      Interval part{-infinity, infinity};
      if (first > 0 && std::fabs(curve_.slope[first]) > faded) part.low = boundary(first, first - 1, falls);
      if (i + 1 < size() && std::fabs(curve_.slope[i]) > faded) part.high = boundary(i, i + 1, falls);
      found.push_back(part);
    }
    return found;
  }

  // 1 % of the largest slope, or of 1 where slopes grow for ever; a slope of just 1 % is none such.
  double nearly_flat() const {
    double largest = 0.0;
    for (const float slope : curve_.slope) largest = std::max(largest, std::fabs(double{slope}));
    const bool grows = std::max(std::fabs(slope_at(1e6)), std::fabs(slope_at(-1e6))) >
                       2.0 * std::max(std::fabs(slope_at(1e5)), std::fabs(slope_at(-1e5)));
    constexpr double small = 0.01 * (1.0 - 1e-6);
    return small * (grows || std::isinf(largest) ? 1.0 : largest);
  }

  void find_saturation(ActivationFacts& facts) const {
    const double limit = nearly_flat();
    const auto is_flat = [limit](double slope) { return std::fabs(slope) < limit; };
    std::size_t below = 0, above = size();
    while (below < size() && is_flat(curve_.slope[below])) ++below;
    while (above > 0 && is_flat(curve_.slope[above - 1])) --above;
    const bool everywhere = below == size();
    facts.saturated_below = everywhere   ? infinity
                            : below == 0 ? -infinity
                                         : boundary(below - 1, below, is_flat);
    facts.saturated_above = everywhere || above == size() ? infinity : boundary(above, above - 1, is_flat);
  }

 private:
  std::size_t size() const { return curve_.z.size(); }
  ActivationCurve at(double z) const { return activation_curve(activation_, {static_cast<float>(z)}); }

  // Where, between a point whose slope is such and its neighbour whose slope is not, that changes.
  double boundary(std::size_t such, std::size_t other, const std::function<bool(double)>& is_such) const {
    double inside = curve_.z[such], outside = curve_.z[other];
    for (int halving = 0; halving < 30; ++halving) {
      const double middle = 0.5 * (inside + outside);
      (is_such(slope_at(middle)) ? inside : outside) = middle;
    }
    constexpr double nothing = 1e-9;
    return std::fabs(inside) < nothing ? 0.0 : static_cast<float>(inside);
  }

  const Activation& activation_;
  const ActivationCurve curve_;
};

// The same for everybody, so drawn once.
const std::vector<float>& normal_draws() {
  static const std::vector<float> draws = [] {
    constexpr std::size_t pairs = 1 << 19;
    std::vector<std::uint32_t> words(2 * pairs);
    draw_words(1, {.purpose = Purpose::noise}, 0, words);
    std::vector<double> normals(pairs);
    exact::normal(words, normals);
    std::vector<float> both;
    for (const double z : normals) {
      both.push_back(static_cast<float>(z));
      both.push_back(static_cast<float>(-z));
    }
    return both;
  }();
  return draws;
}

void find_outputs(const Activation& activation, ActivationFacts& facts) {
  const ActivationCurve curve = activation_curve(activation, normal_draws());
  const auto count = static_cast<double>(curve.value.size());
  double zeros = 0.0, sum = 0.0, squares = 0.0;
  for (const double value : curve.value) {
    zeros += value == 0.0 ? 1.0 : 0.0;
    sum += value;
    squares += value * value;
  }
  facts.zero_share = zeros / count;
  facts.mean = sum / count;
  facts.deviation = std::sqrt(std::max(0.0, squares / count - facts.mean * facts.mean));
}

}  // namespace

ActivationFacts facts_about(const Activation& activation) {
  const DefaultFloatEnvironment environment;
  const Scan scan(activation);
  ActivationFacts facts;
  scan.find_range(facts);
  facts.falling = scan.falling();
  constexpr double next = std::numeric_limits<float>::min();
  facts.slope_at_0 = scan.slope_at(0.0);
  facts.slope_below_0 = scan.slope_at(-next);
  facts.slope_above_0 = scan.slope_at(next);
  scan.find_saturation(facts);
  find_outputs(activation, facts);
  return facts;
}

}  // namespace mlp
