// A finished sweep as a page of pictures: sweep.html, of the same make as a run's report.
#pragma once

#include <string>

#include "mlp/run/sweep.hpp"
#include "run/sweep/sweep_plan.hpp"

namespace mlp {

std::string sweep_page(const SweepPlan& plan, const SweepResult& result);

}  // namespace mlp
