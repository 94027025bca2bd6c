#include "base/custom.hpp"

#include <charconv>
#include <vector>

#include "mlp/base/error.hpp"

namespace mlp {

static std::string text_of(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return std::string(text, end);
}

void complete_numbers(const Extension* implementation, std::string_view kind, std::vector<double>& numbers,
                      const std::string& pointer) {
  if (implementation == nullptr) {
    throw ConfigError(
        pointer + ": expected an implementation of the custom " + std::string(kind) + ", got a null pointer",
        "std::make_shared<YourClass>() makes one; see docs/extending.md");
  }
  const std::vector<Hyperparameter> known = implementation->hyperparameters();
  if (numbers.size() > known.size()) {
    throw ConfigError(pointer + ": expected at most " + std::to_string(known.size()) + " numbers of " +
                      std::string(implementation->name()) + ", got " + std::to_string(numbers.size()));
  }
  for (std::size_t i = 0; i < known.size(); ++i) {
    const Hyperparameter& one = known[i];
    if (i == numbers.size()) {
      if (one.rule.must_be_given)
        throw ConfigError(pointer + "/" + one.name + ": expected a number, got none", one.help);
      numbers.push_back(one.value);
    }
    if (!one.rule.contains(numbers[i])) {
      throw ConfigError(pointer + "/" + one.name + ": expected a number " + to_text(one.rule) + ", got " +
                            text_of(numbers[i]),
                        one.help);
    }
  }
  implementation->check(numbers);
}

}  // namespace mlp
