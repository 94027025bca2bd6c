#include "data/balanced_rows.hpp"

#include <algorithm>
#include <cassert>

#include "mlp/base/random.hpp"

namespace mlp {

BalancedRows::BalancedRows(const RowView& rows) {
  const Dataset& data = *rows.dataset;
  classes_.resize(data.class_labels.size());
  for (const std::int32_t row : rows.rows) {
    const std::int32_t of = data.classes[static_cast<std::size_t>(row)];
    classes_[static_cast<std::size_t>(of)].push_back({.draw = 0, .row = row});
  }
  std::erase_if(classes_, [](const auto& of_class) { return of_class.empty(); });
}

void BalancedRows::fill(std::uint64_t seed, std::uint32_t epoch, std::span<std::int32_t> order) {
  std::size_t next = 0;
  for (std::size_t k = 0; k < classes_.size(); ++k) {
    std::vector<Drawn>& rows = classes_[k];
    const std::size_t end = order.size() * (k + 1) / classes_.size();
    for (Drawn& one : rows) {
      one.draw = draw_64(
          seed,
          {.purpose = Purpose::sampling, .sample = static_cast<std::uint32_t>(one.row), .epoch = epoch});
    }
    std::sort(rows.begin(), rows.end(), [](const Drawn& a, const Drawn& b) {
      return a.draw != b.draw ? a.draw < b.draw : a.row < b.row;
    });
    for (std::size_t i = 0; next < end; ++i) order[next++] = rows[i % rows.size()].row;
  }
  assert(next == order.size());
}

}  // namespace mlp
