// mlp check CONFIG: what a config and its data come to, without training.
#include <memory>

#include "config_options.hpp"
#include "output.hpp"
#include "summaries.hpp"
#include "train/untrained_model.hpp"
#include "verbs.hpp"

static void check(const ConfigOptions& options) {
  const mlp::Config config = options.load();
  show_warnings(config.recipe);
  const mlp::Splits splits = load_data(config, options.folder());
  const mlp::Model model = untrained_model(config.recipe, splits.train, config.data.preprocess);
  print(data_summary(splits) + "\n" + model_summary(model.architecture, config.recipe));
}

void add_check(CLI::App& program) {
  CLI::App* verb =
      program.add_subcommand("check", "Reads a config and its data, shows them, and trains nothing");
  verb->footer(R"(  mlp check configs/iris.json
  mlp check configs/iris.json --set /data/test/fraction=0.5
)");
  const auto options = std::make_shared<ConfigOptions>();
  options->add_to(*verb);
  verb->callback([options] { check(*options); });
}
