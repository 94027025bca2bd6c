// How figures and units are told in the sentences about health.
#pragma once

#include <string>
#include <vector>

#include "mlp/base/memory.hpp"
#include "nn/network.hpp"

namespace mlp {

// To three digits: "0.0123", "1.2e-07", "3400".
std::string figure(double value);

// "53 %", "0.4 %".
std::string percent(double share);

// "unit 7", "units 3, 17 and 20", "rows 0, 1, 2, 3, 4, 5, 6 and 27 more".
std::string named(const std::string& noun, const std::vector<Index>& numbers);

// "layers.1 (256 → 128, relu)".
std::string named_layer(const Network& network, Index l);

}  // namespace mlp
