// mlp predict RUN|MODEL INPUT: what a trained network says about rows.
#include <memory>
#include <string>
#include <vector>

#include "arguments/config_options.hpp"
#include "arguments/input_file.hpp"
#include "arguments/output_file.hpp"
#include "io/atomic_file.hpp"
#include "model/prediction_csv.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

struct PredictOptions {
  std::string model;
  std::string input;
  std::vector<std::string> kept;
  std::string out;
  int threads = 0;
};

void predict(const PredictOptions& options) {
  const SavedModel saved = load_saved_model(options.model);
  const std::string input = options.input == "-" ? "/dev/stdin" : options.input;
  check_output(options.out, files_read(saved, input));
  const mlp::Dataset data = read_input_file({.inputs = input, .targets = {}, .kept = options.kept}, saved);
  say_what_was_dropped(data);
  const mlp::Predictions predictions = saved.model.predict(all_rows(data), options.threads);
  const std::string csv = prediction_csv(saved.model, predictions, data.kept);
  if (options.out.empty()) return print(csv);
  mlp::write_atomically(options.out, {csv});
}

}  // namespace

void add_predict(CLI::App& program) {
  CLI::App* verb = program.add_subcommand("predict", "Writes what a trained network says about rows, as CSV");
  verb->footer(R"(  mlp predict runs/iris flowers.csv
  mlp predict runs/iris flowers.csv --out predictions.csv
  mlp predict runs/iris flowers.csv.gz --keep id --keep garden
  zcat flowers.csv.gz | mlp predict runs/iris - --out predictions.csv
  mlp predict runs/mnist images-idx3-ubyte.gz | head
---
Rows are given as they were for training: CSV with the same column names in any order (further
columns, and the target, are not looked at), IDX, npy, or libsvm.  For classes a line holds the class and the
probability of each (of two, the second is predicted from the model's decision threshold on,
where it has one); for numbers, the targets in their own units.  A prediction that would be called as a
column of --keep is called predicted_NAME.
)");
  const auto options = std::make_shared<PredictOptions>();
  verb->add_option("RUN", options->model, "a run directory, or a model file")->required();
  verb->add_option("INPUT", options->input,
                   "the rows: CSV, IDX, npy or libsvm as in training, plain or gzip; - for standard input")
      ->required();
  verb->add_option("--keep", options->kept, "a column of INPUT to write before the predictions; repeatable")
      ->option_text("COLUMN");
  verb->add_option("--out", options->out, "write there instead of to standard output")->option_text("FILE");
  add_threads_option(*verb, options->threads);
  verb->callback([options] { predict(*options); });
}
