// A network as an immutable description: what it computes, where its parameters lie, what it is
// trained for.  Parameters are lent to it by whoever owns them.
#pragma once

#include <optional>
#include <vector>

#include "mlp/choice/augmentation.hpp"
#include "mlp/choice/loss.hpp"
#include "mlp/choice/mixup.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {

struct Network {
  Architecture architecture;
  Loss loss;
  std::vector<float> class_weights;  // what a row of each class counts; empty: all count once
  ParameterLayout layout;
  std::vector<bool> learns;             // (layers); the others keep their parameters
  std::vector<Index> batch_normalized;  // those that learn and normalize over the samples of a batch
  Index lowest_learning = 0;            // the lowest of those that learn: no delta is needed below it

  // Of the samples of a training's batch.
  std::optional<Mixup> mixup;
  std::optional<Augmentation> augmentation;  // its width is set

  // `frozen` layers do not learn.  REQUIRES: not all.
  Network(const Architecture& architecture_of, const Loss& loss_of, const std::vector<Index>& frozen = {},
          const std::optional<Mixup>& mixup_of = {}, const std::optional<Augmentation>& augmentation_of = {})
      : architecture(architecture_of),
        loss(loss_of),
        class_weights(weights_by_class(loss)),
        layout(architecture),
        learns(architecture.layers.size(), true),
        mixup(mixup_of),
        augmentation(augmentation_of) {
    for (const Index l : frozen) learns[static_cast<std::size_t>(l)] = false;
    while (!layer_learns(lowest_learning)) ++lowest_learning;
    for (Index l = 0; l < layer_count(); ++l)
      if (layer(l).batch_norm() && layer_learns(l)) batch_normalized.push_back(l);
  }

  bool layer_learns(Index l) const { return learns[static_cast<std::size_t>(l)]; }
  Index layer_count() const { return static_cast<Index>(architecture.layers.size()); }
  const Layer& layer(Index l) const { return architecture.layers[static_cast<std::size_t>(l)]; }
  const Layer& output_layer() const { return architecture.layers.back(); }
};

}  // namespace mlp
