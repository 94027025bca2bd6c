// mlp import WEIGHTS CONFIG: weights that another program trained become a model.
#include <filesystem>
#include <memory>
#include <vector>

#include "arguments/config_options.hpp"
#include "arguments/output_file.hpp"
#include "io/atomic_file.hpp"
#include "mlp/base/error.hpp"
#include "model/torch_weights.hpp"
#include "run/run_directory.hpp"
#include "terminal/output.hpp"
#include "train/decision_threshold.hpp"
#include "train/untrained_model.hpp"
#include "verbs/verbs.hpp"

namespace {

struct ImportOptions {
  std::string weights;
  ConfigOptions config;
  std::string out;
  bool force = false;
};

bool is_model_file(const std::string& out) { return out.ends_with(".safetensors"); }

void choose_threshold(const mlp::Config& config, const mlp::Splits& splits, mlp::Model& model) {
  if (!config.data.decision_threshold) return;
  check_decision_threshold(*config.data.decision_threshold, model.class_labels);
  if (const auto* fixed = std::get_if<mlp::FixedThreshold>(&*config.data.decision_threshold)) {
    model.decision_threshold = fixed->value;
  } else {
    const auto& chosen = std::get<mlp::ChosenThreshold>(*config.data.decision_threshold);
    model.decision_threshold = chosen_threshold(chosen.metric, model, splits.validation, 0);
  }
}

mlp::Model imported_model(const ImportOptions& options, const mlp::Config& config) {
  if (config.recipe.model.start_from) {
    throw mlp::ConfigError("/model/start_from: expected none with mlp import, got one",
                           "the weights come from " + options.weights);
  }
  const mlp::Splits splits = load_data(config, options.config.folder());
  mlp::Model model = untrained_model(config.recipe, splits.train, config.data.preprocess);
  model.parameters = mlp::read_torch_weights(options.weights, model.architecture);
  choose_threshold(config, splits, model);
  return model;
}

void check_model_file(const ImportOptions& options, const mlp::Config& config) {
  std::vector<std::filesystem::path> read = files_read(options.config, config);
  read.emplace_back(options.weights);
  check_output(options.out, read);
}

void import_model(const ImportOptions& options) {
  const bool is_file = is_model_file(options.out);
  const mlp::RunPlace place{.name = {}, .out = options.out, .replace = options.force};
  if (!is_file) check_free(place);
  const mlp::Config config = options.config.load();
  if (is_file) check_model_file(options, config);
  const mlp::Model model = imported_model(options, config);
  if (is_file) {
    model.save(options.out);
  } else {
    const std::filesystem::path folder = make_run_directory(place);
    const std::filesystem::path from = options.config.folder();
    mlp::write_atomically(folder / mlp::run_file::config,
                          {to_json(with_paths_relative_to(config, from.empty() ? "." : from, folder))});
    model.save(folder / mlp::run_file::model);
  }
  say("mlp: wrote " + options.out + "\n");
  print("parameters_sha256  " + model.parameters_sha256() + "\n");
}

}  // namespace

void add_import(CLI::App& program) {
  CLI::App* verb = program.add_subcommand("import", "Makes a model of weights that PyTorch has trained");
  verb->footer(R"(  mlp import weights.safetensors iris.json --out runs/iris-torch
  mlp import weights.safetensors iris.json --out iris.safetensors
---
WEIGHTS is what safetensors.torch.save_file(network.state_dict(), ...) writes of an nn.Sequential:
Linear, BatchNorm1d, LayerNorm, RMSNorm and PReLU modules.  CONFIG says the rest: the layers, the
loss, and the data, whose names and scaling the model takes along ("preprocess": {"inputs": "none"}
where the network was trained on the numbers as they are).

A run directory can be evaluated and exported, and named by /model/start_from of a config that
trains on; so can a model file, OUT.safetensors.
)");
  const auto options = std::make_shared<ImportOptions>();
  verb->add_option("WEIGHTS", options->weights, "the weights, a safetensors file")->required();
  options->config.add_to(*verb);
  verb->add_option("--out", options->out, "the run directory to make, or a file NAME.safetensors")
      ->required()
      ->option_text("OUT");
  verb->add_flag("--force", options->force, "replace the run in --out; other files there are left alone");
  verb->callback([options] { import_model(*options); });
}
