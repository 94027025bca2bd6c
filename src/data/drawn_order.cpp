#include "data/drawn_order.hpp"

#include <algorithm>

namespace mlp {

std::vector<std::int32_t> drawn_order(const std::vector<std::int32_t>& rows, DrawSite site,
                                      std::uint64_t seed) {
  struct Drawn {
    std::uint64_t draw;
    std::int32_t row;
  };
  std::vector<Drawn> drawn;
  drawn.reserve(rows.size());
  for (const std::int32_t row : rows) {
    site.sample = static_cast<std::uint32_t>(row);
    drawn.push_back({draw_64(seed, site), row});
  }
  std::stable_sort(drawn.begin(), drawn.end(),
                   [](const Drawn& a, const Drawn& b) { return a.draw < b.draw; });
  std::vector<std::int32_t> order;
  order.reserve(rows.size());
  for (const Drawn& one : drawn) order.push_back(one.row);
  return order;
}

}  // namespace mlp
