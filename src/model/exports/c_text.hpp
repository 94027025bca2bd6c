// C source being written: literals, arrays, statements.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlp/base/memory.hpp"

namespace mlp {

// A float as a hexadecimal literal, which every compiler reads to the bit: 0x1.8p+0f.
std::string c_literal(float number);
// Text as a string literal in ASCII.
std::string c_literal(std::string_view text);

// The parts of a C file: constants before the functions, then the statements of the network's own function.
class CText {
 public:
  // static const float NAME[size] = {…};
  void add_array(const std::string& name, std::span<const float> numbers);

  // A line of the network's function.
  void add_line(const std::string& line) { statements_ += line.empty() ? "\n" : "  " + line + "\n"; }
  // One that runs for i = 0 … count − 1.
  void add_loop(Index count, const std::string& statement) {
    add_line("for (i = 0; i < " + std::to_string(count) + "; ++i) " + statement);
  }
  // Each function of c_functions.hpp that a line calls has to be named.
  std::string call(const std::string& function, const std::vector<std::string>& arguments);

  const std::string& arrays() const { return arrays_; }
  const std::string& statements() const { return statements_; }
  const std::set<std::string, std::less<>>& functions() const { return functions_; }
  // Bytes of all arrays' numbers.
  Index array_bytes() const { return array_bytes_; }

 private:
  std::string arrays_;
  std::string statements_;
  std::set<std::string, std::less<>> functions_;
  Index array_bytes_ = 0;
};

}  // namespace mlp
