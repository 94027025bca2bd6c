// One step of every optimizer that has an update rule, in double precision, as its paper writes it.
//
// To add one: an overload of step() in optimizers.cpp.
#pragma once

#include <Eigen/Core>

#include "mlp/choice/optimizer.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {

// Step number `number`, from 1, of `parameters` (layout.size).
// REQUIRES: has_update_rule(optimizer); slots, slot after slot as the optimizer's comment names them, has
// slot_count(optimizer) · layout.size elements and is 0 before the first step.
void reference_step(const Optimizer& optimizer, Index number, const ParameterLayout& layout,
                    const Eigen::VectorXd& gradient, Eigen::VectorXd& parameters, Eigen::VectorXd& slots);

}  // namespace mlp
