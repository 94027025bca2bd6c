// A network as an immutable description: what it computes, where its parameters lie, what it is
// trained for.  Parameters are lent to it by whoever owns them.
#pragma once

#include <vector>

#include "mlp/choice/loss.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {

struct Network {
  Architecture architecture;
  Loss loss;
  std::vector<float> class_weights;  // what a row of each class counts; empty: all count once
  ParameterLayout layout;

  Network(const Architecture& architecture_of, const Loss& loss_of)
      : architecture(architecture_of),
        loss(loss_of),
        class_weights(weights_by_class(loss)),
        layout(architecture) {}

  Index layer_count() const { return static_cast<Index>(architecture.layers.size()); }
  const Layer& layer(Index l) const { return architecture.layers[static_cast<std::size_t>(l)]; }
  const Layer& output_layer() const { return architecture.layers.back(); }
};

}  // namespace mlp
