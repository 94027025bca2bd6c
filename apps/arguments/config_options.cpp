#include "arguments/config_options.hpp"

#include "arguments/option_checks.hpp"
#include "mlp/base/error.hpp"
#include "run/run_directory.hpp"
#include "terminal/output.hpp"

void ConfigOptions::add_to(CLI::App& verb) {
  verb.add_option("CONFIG", path, "the config file (JSON)")->required()->option_text(" ");
  verb.add_option("--set", settings, "set a value of the config, as /training/epochs=3; repeatable")
      ->allow_extra_args(false)
      ->option_text("POINTER=VALUE");
}

std::vector<mlp::Override> overrides_of(const std::vector<std::string>& settings) {
  std::vector<mlp::Override> overrides;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) {
      throw mlp::ConfigError("--set " + setting + ": expected POINTER=VALUE, got no '='",
                             "for example --set /training/epochs=3");
    }
    overrides.push_back({.pointer = setting.substr(0, equals), .value = setting.substr(equals + 1)});
  }
  return overrides;
}

mlp::Config ConfigOptions::load() const {
  const std::filesystem::path of_run = std::filesystem::path(path) / mlp::run_file::config;
  if (std::filesystem::exists(of_run)) {
    throw mlp::ConfigError(path + ": expected a config file, got a run directory",
                           "its own config is " + of_run.string());
  }
  return mlp::load_config(path, overrides_of(settings));
}

mlp::Splits load_data(const mlp::Config& config, const std::filesystem::path& folder) {
  return load_splits(config.data, target_kind(config.recipe.loss), folder, config.recipe.seed);
}

void show_warnings(const mlp::Recipe& recipe) {
  for (const std::string& warning : warnings_about(recipe)) say("mlp: warning: " + warning + "\n");
}

void add_threads_option(CLI::App& verb, int& threads) {
  verb.add_option("--threads", threads, "threads to use, at most; no result depends on it")
      ->check(integer_in(1, 1024))
      ->option_text("N");
}
