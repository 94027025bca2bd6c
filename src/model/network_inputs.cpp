#include "model/network_inputs.hpp"

#include <algorithm>
#include <string>

#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

NetworkInputs::NetworkInputs(const Model& model, Index most_samples)
    : model_(model),
      encoder_(model.encoding.columns),
      values_(model.image_bytes || !model.encoding.is_identity() ? most_samples * model.architecture.inputs()
                                                                 : 0) {}

ConstMatrixView NetworkInputs::of(ConstMatrixView inputs) {
  if (values_.empty()) return inputs;
  const Index features = model_.architecture.inputs();
  for (Index sample = 0; sample < inputs.columns; ++sample) {
    const float* const from = inputs.data + sample * inputs.stride;
    float* const to = values_.data() + sample * features;
    if (model_.image_bytes) {
      std::transform(from, from + features, to, [](float x) { return x / 255.0f; });
      continue;
    }
    const RowEncoder::Problem problem = encoder_.encode(from, to);
    if (problem.kind != RowEncoder::Problem::Kind::none) fail(problem, sample, from[problem.column]);
  }
  return {values_.data(), features, inputs.columns};
}

void NetworkInputs::fail(const RowEncoder::Problem& problem, Index sample, float value) const {
  const std::string place =
      "inputs(" + std::to_string(problem.column) + ", " + std::to_string(sample) + "): expected ";
  if (problem.kind == RowEncoder::Problem::Kind::missing)
    throw DataError(place + "a number, got NaN",
                    "the model was trained without missing values in this column");
  const FittedColumn& column = model_.encoding.columns[static_cast<std::size_t>(problem.column)];
  throw DataError(place + "the place of a category, 0 to " + std::to_string(column.known_categories() - 1) +
                      ", got " + number_text(value),
                  "the categories are " + listed(column.categories));
}

}  // namespace mlp
