// What happens to a row before the first layer and after the last one, as C statements.  All that a model
// does beside its layers is here.
#pragma once

#include <string>

#include "mlp/model/model.hpp"
#include "model/exports/c_text.hpp"

namespace mlp {

// From `inputs`, in the data's units, to what the first layer reads, in the array `values`.
void add_c_inputs(CText& text, const Model& model, const std::string& values);

// From the last layer's affine values, in the array `logits`, to the number of the predicted class, in
// `class`; where the decision is about probabilities, from those, once they are activated.
void add_c_class(CText& text, const Model& model, const std::string& values, bool activated);

// From the last layer's values, in the array `values`, to `outputs` (model/prediction_table.hpp).
void add_c_outputs(CText& text, const Model& model, const std::string& values);

}  // namespace mlp
