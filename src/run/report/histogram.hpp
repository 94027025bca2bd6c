// How often values fall where.
#pragma once

#include <nlohmann/json.hpp>
#include <span>

namespace mlp {

// {"low": -0.3, "high": 0.3, "counts": […]}: bins of equal width from the least value to the largest; values
// that are not finite are left out.  Null where no value is finite.
nlohmann::ordered_json histogram_of(std::span<const float> values);

}  // namespace mlp
