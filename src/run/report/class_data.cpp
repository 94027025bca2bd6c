#include "run/report/class_data.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "run/report/input_pictures.hpp"
#include "train/class_metrics.hpp"

namespace mlp {
namespace {

using nlohmann::ordered_json;

// A matrix of more classes is no picture.
constexpr Index most_classes_in_matrix = 100;
constexpr std::size_t most_pairs = 12;
constexpr std::size_t most_mistakes = 24;

class Confusion {
 public:
  explicit Confusion(const JudgedRows& judged)
      : counts_(judged.classes()), matrix_(static_cast<std::size_t>(judged.classes() * judged.classes())) {
    for (Index row = 0; row < judged.size(); ++row) {
      const Index wanted = judged.wanted(row), predicted = judged.predicted(row);
      counts_.add(static_cast<std::int32_t>(wanted), static_cast<std::int32_t>(predicted));
      ++matrix_[static_cast<std::size_t>(wanted * classes() + predicted)];
    }
  }

  Index right() const {
    Index sum = 0;
    for (const ClassCounts::OneClass& one : counts_.classes) sum += one.right;
    return sum;
  }

  ordered_json each() const {
    auto list = ordered_json::array();
    for (const ClassCounts::OneClass& one : counts_.classes) {
      list.push_back({{"precision", precision_of(one)},
                      {"recall", recall_of(one)},
                      {"f1", f1_of(one)},
                      {"rows", one.wanted}});
    }
    return list;
  }

  ordered_json matrix() const {
    if (classes() > most_classes_in_matrix) return nullptr;
    auto rows = ordered_json::array();
    for (auto first = matrix_.begin(); first != matrix_.end(); first += classes())
      rows.push_back(std::vector<Index>(first, first + classes()));
    return rows;
  }

  ordered_json confused() const {
    std::vector<std::size_t> pairs;
    for (std::size_t at = 0; at < matrix_.size(); ++at) {
      if (matrix_[at] > 0 && wanted_at(at) != predicted_at(at)) pairs.push_back(at);
    }
    std::stable_sort(pairs.begin(), pairs.end(),
                     [this](std::size_t a, std::size_t b) { return matrix_[a] > matrix_[b]; });
    pairs.resize(std::min(pairs.size(), most_pairs));
    auto list = ordered_json::array();
    for (const std::size_t at : pairs)
      list.push_back({{"wanted", wanted_at(at)}, {"predicted", predicted_at(at)}, {"count", matrix_[at]}});
    return list;
  }

 private:
  Index classes() const { return static_cast<Index>(counts_.classes.size()); }
  Index wanted_at(std::size_t at) const { return static_cast<Index>(at) / classes(); }
  Index predicted_at(std::size_t at) const { return static_cast<Index>(at) % classes(); }

  ClassCounts counts_;
  std::vector<Index> matrix_;  // classes × classes
};

// Rows that were taken for the wrong class, the surest first.
std::vector<Index> worst_mistakes(const JudgedRows& judged) {
  std::vector<std::pair<double, Index>> mistakes;  // −share, row
  for (Index row = 0; row < judged.size(); ++row) {
    if (judged.predicted(row) == judged.wanted(row)) continue;
    const double share = judged.share(row, judged.predicted(row));
    mistakes.emplace_back(std::isnan(share) ? 0.0 : -share, row);  // NaN has no place in an order
  }
  std::sort(mistakes.begin(), mistakes.end());
  mistakes.resize(std::min(mistakes.size(), most_mistakes));
  std::vector<Index> rows;
  for (const auto& [minus_share, row] : mistakes) rows.push_back(row);
  return rows;
}

ordered_json mistakes_of(const JudgedRows& judged, bool as_pictures) {
  auto list = ordered_json::array();
  const RowPictures pictures(*judged.rows.dataset);
  for (const Index row : worst_mistakes(judged)) {
    list.push_back({{"row", judged.number(row)},
                    {"wanted", judged.wanted(row)},
                    {"predicted", judged.predicted(row)},
                    {"share", judged.share(row, judged.predicted(row))},
                    {"share_of_wanted", judged.share(row, judged.wanted(row))}});
    if (as_pictures) list.back()["picture"] = pictures.of(judged.place(row));
  }
  return list;
}

}  // namespace

ordered_json class_data(const JudgedRows& judged) {
  const Confusion confusion(judged);
  const Index side = picture_side(judged.model);
  return {{"labels", judged.model.class_labels},
          {"right", confusion.right()},
          {"gives_probabilities", judged.gives_probabilities()},
          {"each", confusion.each()},
          {"matrix", confusion.matrix()},
          {"confused", confusion.confused()},
          {"side", side},
          {"mistakes", mistakes_of(judged, side > 0)}};
}

}  // namespace mlp
