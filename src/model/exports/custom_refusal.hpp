// A program's own activation has no form outside of that program.
#pragma once

#include <string>

#include "mlp/base/error.hpp"
#include "mlp/choice/activation.hpp"

namespace mlp {

// Throws ConfigError naming the activation and the `format` that can not hold it.
[[noreturn]] inline void refuse_custom(const CustomActivation& activation, const std::string& format) {
  throw ConfigError("expected activations of the catalogue, which " + format +
                        " can express, got the program's own \"" +
                        std::string(name_of(Activation(activation))) + "\"",
                    "export to safetensors, json or npy, and compute it there yourself");
}

}  // namespace mlp
