#include "train/full_batch.hpp"

#include <optional>
#include <string>

#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

constexpr char same_function[] =
    "its line search compares losses, which must be those of one function; adam can do it";
constexpr char own_steps[] = "the line search chooses the length of each step; leave it out";
constexpr char own_gradient[] = "the line search needs the gradient of the loss that it sees; leave it out";

class Check {
 public:
  explicit Check(const Recipe& recipe) : recipe_(recipe), optimizer_(name_of(recipe.optimizer)) {}

  void run() const {
    const ModelConfig& model = recipe_.model;
    const TrainingConfig& training = recipe_.training;
    refuse(model.input_dropout.has_value(), "/model/input_dropout", "none", "some", same_function);
    refuse(model.input_noise > 0.0, "/model/input_noise", "0", number_text(model.input_noise), same_function);
    for (std::size_t i = 0; i < model.hidden.size(); ++i) {
      const std::string layer = "/model/hidden/" + std::to_string(i);
      if (const auto& dropout = model.hidden[i].dropout)
        refuse(true, layer + "/dropout", "none", std::string(name_of(*dropout)), same_function);
      check_layer(model.hidden[i].optimizer, layer);
    }
    check_layer(model.output.optimizer, "/model/output");
    check_schedule();
    refuse(training.augmentation.has_value(), "/training/augmentation", "none", "some", same_function);
    refuse(training.mixup.has_value(), "/training/mixup", "none", "some", same_function);
    if (training.gradient_clipping) {
      refuse(true, "/training/gradient_clipping", "none", std::string(name_of(*training.gradient_clipping)),
             own_gradient);
    }
    const RegularizationConfig& limits = training.regularization;
    refuse(limits.l1 > 0.0, "/training/regularization/l1", "0", number_text(limits.l1),
           "the penalty has a kink where a weight is 0; /optimizer/weight_decay has none");
    refuse(limits.max_norm > 0.0, "/training/regularization/max_norm", "0", number_text(limits.max_norm),
           own_steps);
    refuse(training.ema.has_value(), "/training/ema", "none", "some",
           "steps that converge need no average; leave it out");
  }

 private:
  void refuse(bool is_there, const std::string& pointer, const std::string& expected, const std::string& got,
              const char* hint) const {
    if (is_there)
      throw ConfigError(pointer + ": expected " + expected + " with " + optimizer_ + ", got " + got, hint);
  }

  void check_layer(const std::optional<LayerOptimizer>& own, const std::string& layer) const {
    if (own) {
      refuse(own->learning_rate_factor != 1.0, layer + "/optimizer/learning_rate_factor", "1",
             number_text(own->learning_rate_factor), own_steps);
    }
  }

  void check_schedule() const {
    refuse(!std::holds_alternative<ConstantRate>(recipe_.schedule), "/schedule", "constant",
           std::string(name_of(recipe_.schedule)), own_steps);
    const double warmup = std::visit([](const auto& held) { return held.warmup_epochs; }, recipe_.schedule);
    refuse(warmup > 0.0, "/schedule/warmup_epochs", "0", number_text(warmup), own_steps);
  }

  const Recipe& recipe_;
  const std::string optimizer_;
};

}  // namespace

void check_full_batch(const Recipe& recipe) { Check(recipe).run(); }

}  // namespace mlp
