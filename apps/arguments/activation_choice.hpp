// Choices with their hyperparameters on a command line:
//
//   relu                                     its defaults
//   leaky_relu:negative_slope=0.2            FIELD=VALUE after a colon
//   softplus:beta=2,threshold=10             several, with commas
//   {"type": "softplus", "beta": 2}          as in a config
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mlp/choice/activation.hpp"
#include "mlp/choice/initializer.hpp"

// Throw mlp::ConfigError as a config's reader does, with `place` in front, as "--initializer".
mlp::Activation activation_from(const std::string& text, const std::string& place);
mlp::Initializer initializer_from(const std::string& text, const std::string& place);

// "relu,softplus:beta=2,threshold=10,tanh" as its three parts: a comma before FIELD=VALUE, or inside of
// braces or quotes, belongs to the part.
std::vector<std::string> split_choices(std::string_view text);

// A choice as it would be written: "leaky_relu", and with what is not by default
// "leaky_relu:negative_slope=0.2".
std::string text_of(const mlp::Activation& activation);
std::string text_of(const mlp::Initializer& initializer);
// The same without the fields' names, for where there is little room: "leaky_relu 0.2".
std::string label_of(const mlp::Activation& activation);
