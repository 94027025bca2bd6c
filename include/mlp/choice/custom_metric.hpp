// A program's own metric (see mlp/base/extension.hpp): of all rows at once.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/extension.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/loss_traits.hpp"

namespace mlp {

// What a metric needs to have seen (see choice/metric.hpp).
enum class Gathering { sums, means, counts, rows };

// Outputs and targets of the rows that are measured, in their order.
struct MetricRows {
  Index rows = 0;
  Index outputs = 0;                    // of each row
  std::span<const float> values = {};   // rows × outputs: numbers in original units, or as the network
                                        // gives them for classes
  std::span<const float> targets = {};  // rows × outputs, for numbers
  std::span<const std::int32_t> classes = {};  // (rows), for classes
};

class MLP_API MetricFunction : public Extension {
 public:
  static constexpr std::string_view kind = "metric";
  // What it compares outputs with.
  virtual TargetKind targets() const = 0;
  // Whether more of it is better: for early stopping, comparisons and sweeps.
  virtual bool larger_is_better() const = 0;
  // Of all rows at once, at least one.
  virtual double value(Numbers numbers, const MetricRows& rows) const = 0;
};

struct CustomMetric {
  static constexpr std::string_view name = "custom";
  static constexpr Gathering gathering = Gathering::rows;
  using Implementation = MetricFunction;
  std::shared_ptr<const MetricFunction> implementation = {};
  std::vector<double> numbers = {};  // those left out at the end take their defaults
  static void fields(auto& self, auto& field) { custom_fields(self, field); }
};

}  // namespace mlp
