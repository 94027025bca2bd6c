// A program's own activation (see mlp/base/extension.hpp): elementwise, of vectors of values.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/extension.hpp"

namespace mlp {

// What a layer's weights start from if the config does not say (choice/initializer.hpp).
enum class InitialWeights { glorot_uniform, he_normal, lecun_normal };

// All spans of a call are equally long; results do not overlap arguments.  Every element is to be written.
class MLP_API ActivationFunction : public Extension {
 public:
  static constexpr std::string_view kind = "activation";

  // a = f(z).
  virtual void value(Numbers numbers, std::span<const float> z, std::span<float> a) const = 0;
  // f′(z).
  virtual void slope(Numbers numbers, std::span<const float> z, std::span<float> slope) const = 0;
  // Both, as training asks for them; to be overridden where they share work.
  virtual void value_and_slope(Numbers numbers, std::span<const float> z, std::span<float> a,
                               std::span<float> slope_of_z) const {
    value(numbers, z, a);
    slope(numbers, z, slope_of_z);
  }

  virtual InitialWeights initial_weights() const { return InitialWeights::glorot_uniform; }
  // See initial_gain() in choice/activation.hpp.
  virtual double initial_gain(Numbers) const { return 1.0; }
};

struct CustomActivation {
  static constexpr std::string_view name = "custom";
  static constexpr std::string_view use = "what the program made it for";
  using Implementation = ActivationFunction;
  std::shared_ptr<const ActivationFunction> implementation = {};
  std::vector<double> numbers = {};  // those left out at the end take their defaults
  double initial_gain() const { return implementation ? implementation->initial_gain(numbers) : 1.0; }
  static void fields(auto& self, auto& field) { custom_fields(self, field); }
};

}  // namespace mlp
