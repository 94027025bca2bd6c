#include "run/report/probability_data.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "run/report/spread.hpp"
#include "train/ranking.hpp"

namespace mlp {

using nlohmann::ordered_json;

ordered_json calibration_data(const JudgedRows& judged) {
  if (!judged.gives_probabilities()) return nullptr;
  struct Bin {
    double sum = 0.0;
    Index right = 0, rows = 0;
  };
  std::array<Bin, 10> bins{};
  for (Index row = 0; row < judged.size(); ++row) {
    const Index about = judged.classes() == 2 ? 1 : judged.predicted(row);
    const double probability = judged.share(row, about);
    if (!(probability >= 0.0 && probability <= 1.0)) continue;  // not finite
    const auto at = static_cast<std::size_t>(probability * static_cast<double>(bins.size()));
    Bin& bin = bins[std::min(at, bins.size() - 1)];
    bin.sum += probability;
    bin.right += judged.wanted(row) == about ? 1 : 0;
    ++bin.rows;
  }
  auto list = ordered_json::array();
  for (const Bin& bin : bins) {
    if (bin.rows == 0) continue;
    const auto rows = static_cast<double>(bin.rows);
    list.push_back(
        {{"mean", bin.sum / rows}, {"right", static_cast<double>(bin.right) / rows}, {"rows", bin.rows}});
  }
  return list;
}

static KeptRows kept_rows(const JudgedRows& judged) {
  KeptRows kept(judged.size(), judged.predictions.outputs, judged.classes());
  for (Index row = 0; row < judged.size(); ++row)
    kept.add({.wanted = static_cast<std::int32_t>(judged.wanted(row)), .outputs = judged.outputs(row)});
  return kept;
}

using Curve = std::vector<std::array<double, 2>>;

static ordered_json thinned(const Curve& curve) {
  constexpr std::size_t most_points = 400;
  auto points = ordered_json::array();
  for (const std::size_t i : spread(curve.size(), most_points)) points.push_back(curve[i]);
  return points;
}

ordered_json threshold_data(const JudgedRows& judged) {
  if (judged.classes() != 2) return nullptr;
  const KeptRows kept = kept_rows(judged);
  const Ranking ranking(kept, 1);
  if (ranking.has_nan() || ranking.positive() == 0 || ranking.negative() == 0) return nullptr;
  const auto positives = static_cast<double>(ranking.positive());
  const auto negatives = static_cast<double>(ranking.negative());
  Curve roc{{0.0, 0.0}}, precision_recall{{0.0, 1.0}};
  Index right = 0, wrong = 0;
  ranking.for_each_group([&](Index positive, Index negative) {
    right += positive;
    wrong += negative;
    const double recall = static_cast<double>(right) / positives;
    roc.push_back({static_cast<double>(wrong) / negatives, recall});
    precision_recall.push_back({recall, static_cast<double>(right) / static_cast<double>(right + wrong)});
  });
  return {{"positive", judged.model.class_labels[1]},
          {"share", positives / (positives + negatives)},
          {"roc_auc", value_of(RocAuc{}, kept, 1)},
          {"pr_auc", value_of(PrAuc{}, kept, 1)},
          {"roc", thinned(roc)},
          {"precision_recall", thinned(precision_recall)}};
}

}  // namespace mlp
