#include "train/health/data_facts.hpp"

#include <algorithm>
#include <unordered_map>
#include <variant>

#include "data/message.hpp"
#include "kernels/functions.hpp"
#include "kernels/striped_sum.hpp"

namespace mlp {
namespace {

std::vector<Index> class_counts(const Model& model, const RowView& rows) {
  std::vector<Index> counts(model.class_labels.size());
  for (const std::int32_t row : rows.rows)
    ++counts[static_cast<std::size_t>(rows.dataset->classes[static_cast<std::size_t>(row)])];
  return counts;
}

// −Σ q·log q of the classes' shares, each with its part of the smoothing.
double entropy(const std::vector<Index>& counts, Index rows, double smoothing) {
  double sum = 0.0;
  for (const Index count : counts) {
    const double share = static_cast<double>(count) / static_cast<double>(rows);
    const double q = (1.0 - smoothing) * share + smoothing / static_cast<double>(counts.size());
    if (q > 0.0) sum -= q * exact::log(q);
  }
  return sum;
}

// The mean over the targets of their variances, in the network's scale.
double variance(const Model& model, const EncodedRows& encoded) {
  const RowView& rows = encoded.view();
  const Dataset& data = *rows.dataset;
  const float* const numbers = encoded.learned_numbers();
  const auto count = static_cast<double>(rows.size());
  double sum = 0.0;
  for (Index k = 0; k < data.outputs; ++k) {
    const auto value = [&](Index i) -> double {
      return numbers[rows.rows[static_cast<std::size_t>(i)] * data.outputs + k];
    };
    StripedSum values, squares;
    for (Index i = 0; i < rows.size(); ++i) values.add(i, value(i));
    const double mean = values.total() / count;
    for (Index i = 0; i < rows.size(); ++i) squares.add(i, (value(i) - mean) * (value(i) - mean));
    const double scale = model.target_scaling.is_identity() ? 1.0 : model.target_scaling.scale[k];
    sum += squares.total() / count * scale * scale;
  }
  return sum / static_cast<double>(data.outputs);
}

std::optional<double> constant_loss(const Model& model, const EncodedRows& encoded) {
  const RowView& rows = encoded.view();
  if (!rows.dataset->weights.empty() || !weights_by_class(model.loss).empty()) return std::nullopt;
  if (const auto* const loss = std::get_if<CrossEntropy>(&model.loss))
    return entropy(class_counts(model, rows), rows.size(), loss->label_smoothing);
  if (std::holds_alternative<BinaryCrossEntropy>(model.loss))
    return entropy(class_counts(model, rows), rows.size(), 0.0);
  if (std::holds_alternative<MeanSquaredError>(model.loss)) return variance(model, encoded);
  return std::nullopt;
}

void note_commonest(const Model& model, const RowView& rows, DataFacts& facts) {
  const Dataset& data = *rows.dataset;
  Index most = 0;
  if (!data.classes.empty()) {
    const std::vector<Index> counts = class_counts(model, rows);
    const auto largest = std::max_element(counts.begin(), counts.end());
    most = *largest;
    facts.commonest = "class " + model.class_labels[static_cast<std::size_t>(largest - counts.begin())];
  } else if (data.outputs == 1) {
    std::unordered_map<float, Index> counts;
    for (const std::int32_t row : rows.rows) {
      const float value = data.numbers[row];
      const Index count = ++counts[value];
      if (count <= most) continue;
      most = count;
      facts.commonest = "target " + number_text(value);
    }
  }
  facts.commonest_share = static_cast<double>(most) / static_cast<double>(rows.size());
}

}  // namespace

std::string DataFacts::input_name(Index input) const {
  const auto at = static_cast<std::size_t>(input);
  return at < input_names.size() ? input_names[at] : std::to_string(input);
}

DataFacts facts_of(const Model& model, const EncodedRows& rows) {
  DataFacts facts{
      .constant_loss = constant_loss(model, rows), .commonest = {}, .input_names = model.feature_names()};
  note_commonest(model, rows.view(), facts);
  return facts;
}

}  // namespace mlp
