// mlp export RUN|MODEL --to FORMAT: a trained network for other programs.
#include <memory>

#include "arguments/input_file.hpp"
#include "arguments/output_file.hpp"
#include "arguments/word_choice.hpp"
#include "exports/export_comparison.hpp"
#include "exports/export_runners.hpp"
#include "io/atomic_file.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"
#include "model/exports/c_export.hpp"
#include "model/exports/dot_export.hpp"
#include "model/exports/json_export.hpp"
#include "model/exports/npy_export.hpp"
#include "model/exports/onnx_export.hpp"
#include "model/prediction_table.hpp"
#include "tables/number_text.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

using mlp::Index;
using mlp::Model;

struct ExportOptions {
  std::string model;
  std::string format;
  std::string out;
  std::string name;
  bool bare = false;
  std::string verify;
};

// "iris" of runs/iris and of iris.safetensors.
std::string stem_of(const std::filesystem::path& path) {
  std::filesystem::path whole = std::filesystem::absolute(path).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();
  return std::filesystem::is_directory(path) ? whole.filename().string() : whole.stem().string();
}

std::filesystem::path output_of(const ExportOptions& options) {
  if (!options.out.empty()) return options.out;
  return stem_of(options.model) + (options.format == "npy" ? "-npy" : "." + options.format);
}

std::string function_of(const ExportOptions& options) {
  return options.name.empty() ? "predict" : options.name;
}

void check(const ExportOptions& options) {
  check_word("--to", options.format, {"onnx", "c", "npy", "json", "dot"});
  const bool is_c = options.format == "c";
  if (!is_c && options.bare)
    throw mlp::ConfigError("--bare: expected --to c beside it, got --to " + options.format);
  if (!is_c && !options.name.empty())
    throw mlp::ConfigError("--name: expected --to c beside it, got --to " + options.format);
  if (options.format == "dot" && !options.verify.empty())
    throw mlp::ConfigError("--verify: expected a format that holds the network, got --to dot",
                           "a picture computes nothing");
}

// Writes the file and says what there is to say about it.
void write(const ExportOptions& options, const Model& model, const std::filesystem::path& out) {
  std::string note;
  if (options.format == "npy") {
    npy_export(model, out);
  } else if (options.format == "c") {
    const mlp::CExport file = c_export(model, {.name = function_of(options), .bare = options.bare});
    mlp::write_atomically(out, {file.text});
    note = ": " + count_text(file.constant_bytes, "byte") + " of constants (flash), " +
           count_text(file.scratch_bytes, "byte") + (options.bare ? " of RAM" : " of stack");
  } else {
    const std::string text = options.format == "onnx"   ? onnx_export(model)
                             : options.format == "json" ? json_export(model)
                                                        : dot_export(model);
    mlp::write_atomically(out, {text});
  }
  say("mlp: wrote " + out.string() + note + "\n");
}

RunnerRows runner_rows(const Model& model, const mlp::Dataset& data) {
  RunnerRows rows{.rows = data.rows,
                  .features = data.features,
                  .columns = std::ssize(prediction_columns(model, model.architecture.outputs())),
                  .inputs = {}};
  if (data.has_bytes()) {
    rows.inputs.assign(data.bytes.begin(), data.bytes.end());
  } else {
    rows.inputs.assign(data.values.begin(), data.values.end());
  }
  return rows;
}

std::vector<float> as_vector(const mlp::FlatBuffer<float>& values) { return {values.begin(), values.end()}; }

void verify(const ExportOptions& options, const SavedModel& saved, const mlp::Dataset& data,
            const std::filesystem::path& out) {
  const Model& model = saved.model;
  constexpr float onnx_tolerance = 1e-5f;
  ExportComparison comparison(model, data, options.format == "onnx" ? onnx_tolerance : 0.0f);
  if (options.format == "json" || options.format == "npy") {
    const Model read = options.format == "json" ? mlp::read_json_export(mlp::MappedFile(out).bytes(), model)
                                                : mlp::read_npy_export(out, model);
    const mlp::Predictions predictions = read.predict(all_rows(data));
    comparison.check(out.string(), as_vector(prediction_table(model, predictions)), predictions.classes);
    return print(comparison.verdict("from what was read back"));
  }
  const bool has_classes = !model.class_labels.empty();
  const RunnerRows rows = runner_rows(model, data);
  const std::optional<RunnerOutcome> outcome = options.format == "c"
                                                   ? run_c(out, function_of(options), rows, has_classes)
                                                   : run_onnx(out, rows, has_classes);
  if (!outcome) {
    const std::string wanted =
        options.format == "c" ? "a C compiler (cc, or the variable CC)"
                              : "python3 with onnxruntime or onnx 1.13, or node with onnxruntime-node or "
                                "onnxruntime-web in this folder's node_modules";
    return say("mlp: not verified: found nothing here to run " + out.string() + "\n  hint: it takes " +
               wanted + "\n");
  }
  comparison.check(out.string(), outcome->values, outcome->classes);
  print(comparison.verdict("through " + outcome->runner));
}

void export_model(const ExportOptions& options) {
  check(options);
  const SavedModel saved = load_saved_model(options.model);
  const std::filesystem::path out = output_of(options);
  check_output(out, files_read(saved, options.verify));
  if (options.verify.empty()) return write(options, saved.model, out);
  const mlp::Dataset data = read_input_file({.inputs = options.verify, .targets = {}}, saved);
  write(options, saved.model, out);
  verify(options, saved, data, out);
}

}  // namespace

void add_export(CLI::App& program) {
  CLI::App* verb = program.add_subcommand("export", "Writes a trained network for other programs");
  verb->footer(R"(  mlp export runs/iris --to onnx
  mlp export runs/iris --to onnx --out flowers.onnx --verify data/iris.csv
  mlp export runs/iris --to c --bare --name classify
  mlp export runs/iris --to dot --out /dev/stdout | dot -Tsvg > iris.svg
---
The network goes with its preprocessing: it takes rows in the data's units and gives what mlp
predict gives.

  onnx   opset 17, for onnxruntime, browsers, phones: the same numbers to about 1e-6
  c      one C99 file without libraries or malloc: the same numbers to the bit
  json   everything as one text; npy: a folder of NumPy arrays and model.json
  dot    a picture for Graphviz

--verify runs the rows of a file through what was written: C by a compiler, ONNX by onnxruntime,
json and npy by reading them back.  Exit code 7 where they differ by more than that.
)");
  const auto options = std::make_shared<ExportOptions>();
  verb->add_option("RUN", options->model, "a run directory, or a model file")->required();
  verb->add_option("--to", options->format, "onnx, c, npy, json or dot")
      ->required()
      ->option_text("onnx|c|npy|json|dot");
  verb->add_option("--out", options->out, "write there instead of to NAME.FORMAT here")->option_text("FILE");
  verb->add_flag("--bare", options->bare, "C for microcontrollers: no names and labels, static memory");
  verb->add_option("--name", options->name, "what the C function is called; predict if not given")
      ->option_text("NAME");
  verb->add_option("--verify", options->verify, "run the rows of this file through what was written")
      ->option_text("DATA");
  verb->callback([options] { export_model(*options); });
}
