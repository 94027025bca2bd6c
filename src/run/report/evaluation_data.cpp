#include "run/report/evaluation_data.hpp"

#include "data/encoded_rows.hpp"
#include "model/inference.hpp"
#include "run/report/class_data.hpp"
#include "run/report/number_data.hpp"
#include "run/report/probability_data.hpp"
#include "run/report/surface_data.hpp"

namespace mlp {

using nlohmann::ordered_json;

ordered_json evaluation_data(const Model& model, const Splits& splits, int threads) {
  const bool has_test = splits.test.size() > 0, has_validation = splits.validation.size() > 0;
  const RowView& rows = has_test ? splits.test : has_validation ? splits.validation : splits.train;
  check_rows_fit(model, EncodedRows(model.encoding, rows).view());
  const Predictions predictions = model.predict(rows, threads);
  const JudgedRows judged{.model = model, .rows = rows, .predictions = predictions};
  ordered_json json = {{"split", has_test         ? "test"
                                 : has_validation ? "validation"
                                                  : "train"},
                       {"rows", rows.size()},
                       {"training_rows", splits.train.size()}};
  if (judged.classes() > 0) {
    json["classes"] = class_data(judged);
    json["calibration"] = calibration_data(judged);
    json["thresholds"] = threshold_data(judged);
  } else {
    json["numbers"] = number_data(judged);
  }
  json["surface"] = surface_data(judged, threads);
  return json;
}

}  // namespace mlp
