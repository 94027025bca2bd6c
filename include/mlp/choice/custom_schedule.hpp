// A program's own schedule (see mlp/base/extension.hpp): a pure function of the step.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/extension.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

// Where a step is after the warm-up.
struct ScheduleStep {
  Index step = 0;   // from 0
  Index steps = 0;  // all that come after the warm-up
  Index steps_per_epoch = 0;
};

class MLP_API ScheduleFunction : public Extension {
 public:
  static constexpr std::string_view kind = "schedule";
  // What the optimizer's learning_rate is multiplied by: a finite number, 0 or more.
  virtual double factor(Numbers numbers, const ScheduleStep& step) const = 0;
};

struct CustomSchedule {
  static constexpr std::string_view name = "custom";
  using Implementation = ScheduleFunction;
  std::shared_ptr<const ScheduleFunction> implementation = {};
  std::vector<double> numbers = {};  // those left out at the end take their defaults
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) {
    field("warmup_epochs", self.warmup_epochs, at_least(0.0), "linear warm-up, in epochs");
    custom_fields(self, field);
  }
};

}  // namespace mlp
