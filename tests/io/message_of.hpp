// The whole message of the exception that a piece of code is expected to throw.
#pragma once

#include <string>

namespace mlp {

template <typename Exception, typename Code>
std::string message_of(Code&& code) {
  try {
    code();
  } catch (const Exception& error) {
    return error.what();
  }
  return "(nothing was thrown)";
}

}  // namespace mlp
