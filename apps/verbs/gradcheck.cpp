// mlp gradcheck CONFIG: whether the engine's gradient is the derivative of the loss.
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "arguments/config_options.hpp"
#include "arguments/option_checks.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/gradient_check.hpp"
#include "run/run_json.hpp"
#include "run/start_file.hpp"
#include "tables/number_text.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

using mlp::GradientCheck;
using mlp::TensorGradientCheck;
using nlohmann::ordered_json;

struct GradcheckOptions {
  ConfigOptions config;
  mlp::GradientCheckOptions check;
  bool as_json = false;
};

std::string check_text(const GradientCheck& check) {
  TextTable table({{"tensor"},
                   {"parameters", Align::right},
                   {"largest", Align::right},
                   {"engine", Align::right},
                   {"quotient", Align::right},
                   {"compared", Align::right},
                   {"kinks", Align::right},
                   {""}});
  for (const TensorGradientCheck& tensor : check.tensors) {
    const auto remark = [&](double difference, const char* text) {
      return difference <= check.tolerance ? "" : text;
    };
    table.add({tensor.name, count_text(tensor.parameters), value_text(tensor.largest_value),
               value_text(tensor.engine_difference), value_text(tensor.quotient_difference),
               count_text(tensor.quotients), count_text(tensor.kinks),
               std::string(remark(tensor.engine_difference, "ENGINE ")) +
                   remark(tensor.quotient_difference, "QUOTIENT")});
  }
  std::string samples = count_text(check.samples, "sample");
  if (check.kink_samples > 0) samples += " (" + count_text(check.kink_samples) + " near a kink left out)";
  return "Gradient over " + samples + ", loss " + value_text(check.loss) + "\n" + table.text() +
         "\n  engine and quotient: the largest difference from the double-precision gradient, as a share of\n"
         "  its largest value.  " +
         (check.passed() ? "All are" : "Not all are") + " within " + value_text(check.tolerance) + ".\n";
}

// JSON has no infinity.
ordered_json finite_json(double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(); }

ordered_json check_json(const GradientCheck& check) {
  auto tensors = ordered_json::array();
  for (const TensorGradientCheck& tensor : check.tensors) {
    tensors.push_back({{"name", tensor.name},
                       {"parameters", tensor.parameters},
                       {"largest_value", tensor.largest_value},
                       {"engine_difference", finite_json(tensor.engine_difference)},
                       {"quotient_difference", finite_json(tensor.quotient_difference)},
                       {"quotients", tensor.quotients},
                       {"kinks", tensor.kinks}});
  }
  return {{"passed", check.passed()},           {"tolerance", check.tolerance}, {"samples", check.samples},
          {"kink_samples", check.kink_samples}, {"loss", check.loss},           {"tensors", tensors}};
}

void gradcheck(const GradcheckOptions& options) {
  const mlp::Config config = options.config.load();
  const mlp::Splits splits = load_data(config, options.config.folder());
  std::vector<mlp::DataFile> files;
  const auto start = load_start(config, options.config.folder(), files);
  mlp::GradientCheckOptions how = options.check;
  how.start_from = start.get();
  const GradientCheck check = check_gradient(config.recipe, splits.train, config.data.preprocess, how);
  print(options.as_json ? mlp::page_of(check_json(check)) : check_text(check));
  if (!check.passed()) throw CLI::RuntimeError(static_cast<int>(mlp::ErrorCode::check_failed));
}

}  // namespace

void add_gradcheck(CLI::App& program) {
  CLI::App* verb = program.add_subcommand(
      "gradcheck", "Compares the engine's gradient with double precision and with difference quotients");
  verb->footer(R"(  mlp gradcheck configs/iris.json
  mlp gradcheck configs/mnist.json --samples 16 --json
---
The gradient is that of the first batch at the initial weights.  The engine's, in float, is compared
with that of a textbook network in double precision, and that with quotients (L(w+h) - L(w-h)) / 2h for
some parameters of each tensor.  Where a step crosses a kink (relu at 0) there is no derivative: such
parameters are counted, not compared.  The exit code is 7 when a difference exceeds the tolerance.
)");
  const auto options = std::make_shared<GradcheckOptions>();
  options->config.add_to(*verb);
  verb->add_option("--samples", options->check.samples,
                   "how many of the training rows; default: the first batch")
      ->check(integer_at_least(1))
      ->option_text("N");
  verb->add_option(
          "--quotients", options->check.quotients_per_tensor,
          "how many parameters of each tensor get a quotient, drawn by the seed; 0: all; default: 50")
      ->check(integer_at_least(0))
      ->option_text("N");
  verb->add_option("--tolerance", options->check.tolerance, "the largest share that passes; default: 0.0001")
      ->check(number_above(0.0))
      ->option_text("SHARE");
  verb->add_flag("--json", options->as_json, "as JSON");
  verb->callback([options] { gradcheck(*options); });
}
