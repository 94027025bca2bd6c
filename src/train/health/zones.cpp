#include "train/health/zones.hpp"

#include <variant>

namespace mlp {
namespace {

// The slope of a sigmoid is 1 % of its ¼ where σ(1 − σ) = 1/400; tanh z = 2σ(2z) − 1.
constexpr float sigmoid_end = 5.986446f;
constexpr float tanh_end = sigmoid_end / 2.0f;
constexpr float softsign_end = 9.0f;  // 1 / (1 + |z|)² = 1/100

constexpr Zones fires_above(double low) { return {.open_low = static_cast<float>(low)}; }
constexpr Zones open_between(double low, double high) {
  return {.open_low = static_cast<float>(low), .open_high = static_cast<float>(high)};
}
// Flat at both ends.
constexpr Zones bounded(double low, double high) {
  Zones zones = open_between(low, high);
  zones.steep_low = zones.open_low;
  zones.steep_high = zones.open_high;
  return zones;
}
constexpr Zones steep_within(float end) { return {.steep_low = -end, .steep_high = end}; }

struct Visitor {
  Zones operator()(const Relu&) const { return fires_above(0.0); }
  Zones operator()(const SquaredRelu&) const { return fires_above(0.0); }
  Zones operator()(const HardSwish&) const { return fires_above(-3.0); }
  Zones operator()(const Relu6&) const { return open_between(0.0, 6.0); }
  Zones operator()(const HardSigmoid&) const { return bounded(-3.0, 3.0); }
  Zones operator()(const HardTanh& f) const { return bounded(f.min_value, f.max_value); }
  Zones operator()(const LeakyRelu& f) const { return f.negative_slope == 0.0 ? fires_above(0.0) : Zones{}; }
  Zones operator()(const Elu& f) const { return f.alpha == 0.0 ? fires_above(0.0) : Zones{}; }
  Zones operator()(const Sigmoid&) const { return steep_within(sigmoid_end); }
  Zones operator()(const Tanh&) const { return steep_within(tanh_end); }
  Zones operator()(const Softsign&) const { return steep_within(softsign_end); }
  template <typename Other>
  Zones operator()(const Other&) const {
    return {};
  }
};

}  // namespace

Zones zones_of(const Activation& activation) { return std::visit(Visitor{}, activation); }

}  // namespace mlp
