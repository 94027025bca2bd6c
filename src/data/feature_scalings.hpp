// How each feature of an encoding is brought to a common scale.
#pragma once

#include <vector>

#include "mlp/choice/scaling.hpp"
#include "mlp/data/encoding.hpp"

namespace mlp {

// The scaling of each feature: that of its column's config, else `usual`; none of a one_hot feature, a
// boolean or an indicator.  `data`: the rows the encoding was fitted to.
std::vector<Scaling> feature_scalings(const InputEncoding& encoding, const Dataset& data,
                                      const Scaling& usual);

}  // namespace mlp
