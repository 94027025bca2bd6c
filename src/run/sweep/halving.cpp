#include "run/sweep/halving.hpp"

#include <algorithm>

namespace mlp {
namespace {

Bracket halved(const HalvingSearch& search) {
  Bracket bracket;
  Index points = search.points, epochs = search.min_epochs;
  while (epochs < search.max_epochs) {
    bracket.rungs.push_back({.points = std::max<Index>(1, points), .epochs = epochs});
    points /= search.reduction;
    epochs *= search.reduction;
  }
  bracket.rungs.push_back({.points = std::max<Index>(1, points), .epochs = search.max_epochs});
  return bracket;
}

std::vector<Bracket> hyperband(const HyperbandSearch& search) {
  const Index eta = search.reduction;
  Index most = 0, power = 1;  // power = ηᵐᵒˢᵗ ≤ R
  for (; power <= search.max_epochs / eta; power *= eta) ++most;
  std::vector<Bracket> brackets;
  Index first_point = 0;
  for (Index s = most; s >= 0; --s, power /= eta) {
    Bracket bracket{.first_point = first_point, .rungs = {}};
    Index points = ((most + 1) * power + s) / (s + 1);  // rounded up
    first_point += points;
    for (Index share = power; share >= 1; share /= eta, points /= eta)
      bracket.rungs.push_back({.points = points, .epochs = search.max_epochs / share});
    brackets.push_back(std::move(bracket));
  }
  return brackets;
}

}  // namespace

std::vector<Bracket> brackets_of(const SweepSearch& search, Index points) {
  if (const auto* halving = std::get_if<HalvingSearch>(&search)) return {halved(*halving)};
  if (const auto* bands = std::get_if<HyperbandSearch>(&search)) return hyperband(*bands);
  return {{.first_point = 0, .rungs = {{.points = points, .epochs = 0}}}};
}

std::vector<std::size_t> best_of(const std::vector<std::optional<double>>& losses, Index count) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < losses.size(); ++i)
    if (losses[i]) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return *losses[a] < *losses[b]; });
  order.resize(std::min(order.size(), static_cast<std::size_t>(count)));
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace mlp
