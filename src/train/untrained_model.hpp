// The model that a recipe and its rows ask for, before it has parameters.
#pragma once

#include "mlp/data/dataset.hpp"
#include "mlp/data/source.hpp"
#include "mlp/model/model.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

// Architecture, preprocessing fitted to `rows`, names and labels, balanced class weights counted in
// `rows` and listed in the loss; no parameters.  With `start` the scalings are those of that model, as far as
// starting_point.hpp says.
// REQUIRES: `recipe` is resolved.  Throws DataError when the targets cannot be learned with its loss, or
// a name or label is not UTF-8; ConfigError when class weights or a scaling of targets do not fit, a
// metric names a class that is not there, or `start` does not fit.
Model untrained_model(const Recipe& recipe, const RowView& rows, const PreprocessConfig& preprocess,
                      const Model* start = nullptr);

}  // namespace mlp
