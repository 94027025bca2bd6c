// What the rows of a data set are as pictures, where they are moved while training.
#pragma once

#include <optional>

#include "mlp/choice/augmentation.hpp"
#include "mlp/model/model.hpp"

namespace mlp {

// With the width of a picture; none where nothing is moved.  Throws ConfigError where rows are no pictures of
// that width, or columns are encoded.
std::optional<Augmentation> augmentation_of(const std::optional<Augmentation>& given, const Model& model,
                                            const Dataset& dataset);

}  // namespace mlp
