// A program's own piece: an activation, loss, optimizer, schedule, metric or data source that this library
// does not have, named in a config like the library's own.
//
//   class Snake final : public mlp::ActivationFunction { … };
//
//   const mlp::Extensions extensions = {std::make_shared<Snake>()};
//   const mlp::Config config = mlp::load_config("snake.json", {}, extensions);
//
// There is no registry: whoever reads names is handed the list.  Each kind has an interface in choice/ (a
// source in data/) and one alternative of its choice, Custom…, that holds the implementation and its numbers.
//
// The duties of an implementation (docs/extending.md):
//
//   deterministic   what it returns follows from its arguments alone, so that no thread, batch or second run
//                   changes a bit; it keeps no state that a call could see
//   elementwise     of spans of values: element i of the result from element i of the arguments, as spans are
//                   cut differently by thread and processor.  Compiled without -ffast-math and, to give the
//                   same bits on every processor, with -ffp-contract=off and without libm
//   thread-safe     several threads call it at once
//
// It may throw; the exception reaches whoever called the library.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/fields.hpp"

namespace mlp {

// A number that a config may give beside the name: {"type": "snake", "frequency": 2}.
struct Hyperparameter {
  std::string name;
  double value = 0.0;    // where the config does not say
  Rule rule = anything;  // what it may be; Rule::required() where it must be given
  std::string help = {};
};

// The hyperparameters of a piece, in the order of hyperparameters().
using Numbers = std::span<const double>;

class MLP_API Extension {
 public:
  virtual ~Extension() = default;
  // What configs and models call it; must not be a name of the library's own.
  virtual std::string_view name() const = 0;
  virtual std::vector<Hyperparameter> hyperparameters() const { return {}; }
  // Throws ConfigError where the numbers, each within its rule, do not fit together.
  virtual void check(Numbers) const {}
};

// Pieces of any kinds; the interface of each says which kind it is.
using Extensions = std::vector<std::shared_ptr<const Extension>>;

// An alternative that stands for a program's own.
template <typename A>
concept IsCustom = requires {
  typename A::Implementation;
};

// The fields of such an alternative: one for each hyperparameter.
void custom_fields(auto& self, auto& field) {
  if (!self.implementation) return;
  const std::vector<Hyperparameter> known = self.implementation->hyperparameters();
  // In a constant one the defaults may not have been filled in yet.
  auto numbers = self.numbers;
  for (std::size_t i = numbers.size(); i < known.size(); ++i) numbers.push_back(known[i].value);
  for (std::size_t i = 0; i < known.size(); ++i)
    field(known[i].name, numbers[i], known[i].rule, known[i].help);
  if constexpr (requires { self.numbers = numbers; }) self.numbers = numbers;
}

}  // namespace mlp
