// A picture of the network in Graphviz's language: `dot -Tsvg iris.dot > iris.svg`.
//
// Where every layer has few units, each is a circle and each weight a line: blue where it is positive, red
// where negative, the wider the larger beside the layer's largest.  Otherwise a layer is a box.
#pragma once

#include <string>

#include "mlp/model/model.hpp"

namespace mlp {

std::string dot_export(const Model& model);

}  // namespace mlp
