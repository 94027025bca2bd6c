#include "mlp/choice/initializer.hpp"

namespace mlp {

static Initializer initializer_of(InitialWeights weights) {
  switch (weights) {
    case InitialWeights::he_normal:
      return HeNormal{};
    case InitialWeights::lecun_normal:
      return LecunNormal{};
    case InitialWeights::glorot_uniform:
      break;
  }
  return GlorotUniform{};
}

Initializer default_initializer(const Activation& activation) {
  return std::visit(
      []<typename A>(const A& held) -> Initializer {
        if constexpr (IsCustom<A>) {
          return held.implementation ? initializer_of(held.implementation->initial_weights())
                                     : GlorotUniform{};
        } else if constexpr (requires { A::initial_weights; }) {
          return initializer_of(A::initial_weights);
        } else {
          return GlorotUniform{};
        }
      },
      activation);
}

}  // namespace mlp
