#include "model/target_check.hpp"

#include <cmath>
#include <cstdint>
#include <string>

#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// Probabilities that were written with four digits add up to 1 about so well.
constexpr double share_tolerance = 1e-3;

std::string row_text(std::int32_t row) { return "row " + std::to_string(row + 1); }

[[noreturn]] void fail(std::int32_t row, const std::string& expected, const Loss& loss, double got,
                       const std::string& hint) {
  throw DataError("targets: " + row_text(row) + ": expected " + expected + " with the loss " +
                      std::string(name_of(loss)) + ", got " + number_text(got),
                  hint);
}

void check_numbers(const Loss& loss, const Dataset& data, std::int32_t row) {
  const float* const y = data.numbers.data() + row * data.outputs;
  double sum = 0.0;
  for (Index k = 0; k < data.outputs; ++k) {
    const auto number = static_cast<double>(y[k]);
    sum += number;
    switch (traits_of(loss).values) {
      case TargetValues::any:
        break;
      case TargetValues::at_least_zero:
        if (!(number >= 0.0)) fail(row, "numbers of at least 0", loss, number, "it is about counts");
        break;
      case TargetValues::zero_or_one:
        if (number != 0.0 && number != 1.0)
          fail(row, "0 or 1 in each target column", loss, number, "1 where the row has the label, else 0");
        break;
      case TargetValues::shares_of_one:
        if (!(number >= 0.0))
          fail(row, "probabilities", loss, number, "each target column is the probability of a class");
        break;
    }
  }
  if (traits_of(loss).values == TargetValues::shares_of_one && std::fabs(sum - 1.0) > share_tolerance)
    fail(row, "probabilities that add up to 1", loss, sum, "divide each row's targets by their sum");
}

void check_weights(const RowView& rows) {
  const Dataset& data = *rows.dataset;
  if (data.weights.size() != data.rows) {
    throw DataError("weights: expected " + std::to_string(data.rows) + ", one per row, got " +
                    std::to_string(data.weights.size()));
  }
  bool some = rows.rows.empty();
  for (const std::int32_t row : rows.rows) {
    const auto weight = static_cast<double>(data.weights[row]);
    if (!(weight >= 0.0) || !std::isfinite(weight)) {
      throw DataError("weights: " + row_text(row) + ": expected a finite number of at least 0, got " +
                      number_text(weight));
    }
    some = some || weight > 0.0;
  }
  if (!some) {
    throw DataError("weights: expected one above 0, got only 0",
                    "with a sample_weight of 0, a row counts for nothing");
  }
}

}  // namespace

void check_targets(const Loss& loss, const RowView& rows) {
  const Dataset& data = *rows.dataset;
  if (!data.weights.empty()) check_weights(rows);
  if (data.numbers.empty() || traits_of(loss).values == TargetValues::any) return;
  for (const std::int32_t row : rows.rows) check_numbers(loss, data, row);
}

}  // namespace mlp
