#include "data/encoded_rows.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/train/trainer.hpp"
#include "model/inference.hpp"
#include "train/row_scorer.hpp"
#include "train/threads.hpp"

namespace mlp {

Evaluation evaluate(const Model& model, const std::vector<Metric>& metrics, const RowView& given,
                    int threads) {
  if (!given.dataset || given.size() == 0) throw DataError("rows to evaluate: expected at least 1, got 0");
  const DefaultFloatEnvironment environment;
  const EncodedRows encoded(model.encoding, model.target_columns, given);
  const RowView& rows = encoded.view();
  check_rows_fit(model, rows);
  const Network network(model.architecture, model.loss);
  Team team(threads > 0 ? threads : inference_threads(network, rows.size()));
  Inference inference(network, team);
  const Batch batch = batch_of(model, encoded);

  RowScorer scorer(model, metrics, rows);
  ScoreSums sums = scorer.empty();
  Evaluation evaluation{.scores = {}, .predictions = empty_predictions(model, rows.size())};
  inference.run(model.parameters.data(), batch, [&](Index first, Index samples) {
    scorer.add(inference.workspace(), batch.rows + first, samples, sums);
    copy_predictions(model, inference.workspace(), first, samples, evaluation.predictions);
  });
  evaluation.scores = sums.scores();
  return evaluation;
}

}  // namespace mlp
