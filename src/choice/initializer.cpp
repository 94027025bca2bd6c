#include "mlp/choice/initializer.hpp"

namespace mlp {

Initializer default_initializer(const Activation& activation) {
  const bool rectifies =
      std::holds_alternative<Relu>(activation) || std::holds_alternative<LeakyRelu>(activation) ||
      std::holds_alternative<Prelu>(activation);
  if (rectifies) return HeNormal{};
  return GlorotUniform{};
}

}  // namespace mlp
