// All numbers of a model as tensors, in the order in which its files hold them: parameters as in
// ParameterLayout, then where columns are scaled preprocess.inputs.shift, preprocess.inputs.scale [inputs]
// and preprocess.targets.shift, preprocess.targets.scale [targets].
#pragma once

#include <span>
#include <string>
#include <vector>

#include "mlp/model/model.hpp"
#include "model/parameter_tensors.hpp"

namespace mlp {

// Calls visit(name, shape, values) for each; `values` is a span into the model, which may be const.
template <typename SomeModel, typename Visit>
void visit_tensors(SomeModel& model, const Visit& visit) {
  const ParameterLayout layout(model.architecture);
  for (const ParameterTensor& tensor : layout.tensors)
    visit(tensor.name, shape_of(tensor),
          std::span(model.parameters.data() + tensor.offset, static_cast<std::size_t>(tensor.size())));
  const auto visit_scaling = [&](const std::string& name, auto& scaling) {
    if (scaling.is_identity()) return;
    visit(name + ".shift", std::vector{scaling.shift.size()}, std::span(scaling.shift));
    visit(name + ".scale", std::vector{scaling.scale.size()}, std::span(scaling.scale));
  };
  visit_scaling("preprocess.inputs", model.input_scaling);
  visit_scaling("preprocess.targets", model.target_scaling);
}

}  // namespace mlp
