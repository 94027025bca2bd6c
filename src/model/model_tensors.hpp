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
    for (auto* const part : {&scaling.shift, &scaling.scale}) {
      const std::string end = part == &scaling.shift ? ".shift" : ".scale";
      visit(name + end, std::vector{part->size()},
            std::span(part->data(), static_cast<std::size_t>(part->size())));
    }
  };
  visit_scaling("preprocess.inputs", model.input_scaling);
  visit_scaling("preprocess.targets", model.target_scaling);
}

}  // namespace mlp
