// Words put together for a message.
#pragma once

#include <string>
#include <vector>

namespace mlp {

// "relu, tanh, softmax".
std::string joined(const std::vector<std::string>& words);

}  // namespace mlp
