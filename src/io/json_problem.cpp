#include "io/json_problem.hpp"

#include <algorithm>
#include <tuple>

#include "mlp/base/error.hpp"

namespace mlp {

std::string place_text(const Position& at, std::string_view name, const std::vector<std::string>& overrides) {
  if (at.line > 0) return std::string(name) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  const auto number = static_cast<std::size_t>(at.column);
  return number >= 1 && number <= overrides.size() ? overrides[number - 1] : std::string(name);
}

void throw_problems(const std::vector<JsonProblem>& problems, std::string_view name,
                    const std::vector<std::string>& overrides) {
  if (problems.empty()) return;
  std::vector<JsonProblem> sorted = problems;
  // What was set from outside comes last, as it does on the command line.
  const auto order = [](const JsonProblem& problem) {
    return std::tuple(problem.at.line == 0, problem.at.line, problem.at.column);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const JsonProblem& a, const JsonProblem& b) { return order(a) < order(b); });
  std::string text;
  for (const JsonProblem& problem : sorted) {
    if (!text.empty()) text += "\n";
    const std::string place = place_text(problem.at, name, overrides);
    text += place + ": ";
    // "--set /optimizer/momentum" has said it already.
    if (!problem.pointer.empty() && !place.ends_with(" " + problem.pointer)) text += problem.pointer + ": ";
    text += problem.message;
    if (!problem.hint.empty()) text += "\n  hint: " + problem.hint;
  }
  throw ConfigError(text);
}

}  // namespace mlp
