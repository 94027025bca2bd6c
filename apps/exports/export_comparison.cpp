#include "exports/export_comparison.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "mlp/base/error.hpp"
#include "model/prediction_csv.hpp"
#include "model/prediction_table.hpp"
#include "tables/number_text.hpp"

using mlp::Index;

// A number of size 1 or less counts as it is.
static float difference(float ours, float theirs) {
  return std::fabs(ours - theirs) / std::max(1.0f, std::fabs(ours));
}

[[noreturn]] static void refuse(const std::string& file, Index row, const std::string& column,
                                const std::string& ours, const std::string& theirs) {
  throw mlp::Error(mlp::ErrorCode::check_failed,
                   file + ": row " + std::to_string(row + 1) + ": expected " + column + " " + ours +
                       " as mlp predict has it, got " + theirs,
                   "do not use the file; what ran it may compute in another precision");
}

ExportComparison::ExportComparison(const mlp::Model& model, const mlp::Dataset& data, float tolerance)
    : model_(model),
      columns_(prediction_columns(model, model.architecture.outputs())),
      predictions_(model.predict(all_rows(data))),
      table_(prediction_table(model, predictions_)),
      tolerance_(tolerance) {}

bool ExportComparison::is_same(float ours, float theirs) const {
  if (std::bit_cast<std::uint32_t>(ours) == std::bit_cast<std::uint32_t>(theirs)) return true;
  return tolerance_ > 0.0f && difference(ours, theirs) <= tolerance_;
}

// Of values that come within the tolerance of each other, or of the threshold, either may win.
bool ExportComparison::is_same_class(Index row, std::int32_t theirs) const {
  const std::int32_t ours = predictions_.classes[static_cast<std::size_t>(row)];
  if (ours == theirs) return true;
  const Index width = std::ssize(columns_);
  if (theirs < 0 || theirs >= width || tolerance_ == 0.0f) return false;
  const float* const values = table_.data() + row * width;
  const float lead = model_.decision_threshold
                         ? values[width - 1] - static_cast<float>(*model_.decision_threshold)
                         : values[ours] - values[theirs];
  return std::fabs(lead) <= 2.0f * tolerance_;
}

void ExportComparison::check(const std::string& file, const std::vector<float>& values,
                             const std::vector<std::int32_t>& classes) {
  const Index width = std::ssize(columns_);
  for (Index i = 0; i < table_.size(); ++i) {
    const float ours = table_[i], theirs = values[static_cast<std::size_t>(i)];
    const std::string& column = columns_[static_cast<std::size_t>(i % width)];
    if (!is_same(ours, theirs))
      refuse(file, i / width, column, mlp::shortest_text(ours), mlp::shortest_text(theirs));
    if (ours != theirs) largest_ = std::max(largest_, difference(ours, theirs));
  }
  for (Index row = 0; row < std::ssize(classes); ++row) {
    const auto at = static_cast<std::size_t>(row);
    if (!is_same_class(row, classes[at]))
      refuse(file, row, "class", std::to_string(predictions_.classes[at]), std::to_string(classes[at]));
  }
}

std::string ExportComparison::verdict(const std::string& how) const {
  return "verified: " + count_text(predictions_.rows, "row") + " " + how + ", " +
         (tolerance_ == 0.0f ? "the same bits"
                             : "largest difference " + value_text(static_cast<double>(largest_))) +
         "\n";
}
