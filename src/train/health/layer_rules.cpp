#include <algorithm>
#include <optional>
#include <string>
#include <variant>

#include "train/health/health_rules.hpp"
#include "train/health/wording.hpp"

namespace mlp {
namespace {

constexpr double many_killed = 0.1;       // share of a layer's units that died in training
constexpr double many_dead = 0.25;        // likewise, with those that were dead before
constexpr double vanishing_ratio = 1e-3;  // of the first layer's gradient to the last's
constexpr double exploding_ratio = 1e3;
constexpr double exploding_gradient = 10.0;  // a gradient's length, in lengths of its weights
constexpr double long_update = 0.5;          // an update's length, likewise; about 0.001 is healthy
constexpr double mostly_saturated = 0.5;     // share of a layer's values

bool is_output(const Evidence& evidence, Index l) { return l + 1 == evidence.network.layer_count(); }

// Where a layer stands in the config.
std::string pointer_of(const Evidence& evidence, Index l) {
  return is_output(evidence, l) ? "/model/output" : "/model/hidden/" + std::to_string(l);
}

bool begins_as_usual(const Evidence& evidence, Index l) {
  const Layer& layer = evidence.network.layer(l);
  return layer.initializer.index() == default_initializer(layer.activation).index();
}

// The cause most of them have, by its first words.
std::string commonest_cause(const std::vector<DeadUnit>& dead) {
  const auto kind = [](const DeadUnit& unit) { return unit.cause.substr(0, unit.cause.find(':')); };
  const auto count = [&](const DeadUnit& unit) {
    return std::count_if(dead.begin(), dead.end(),
                         [&](const DeadUnit& other) { return kind(other) == kind(unit); });
  };
  return std::max_element(dead.begin(), dead.end(),
                          [&](const DeadUnit& a, const DeadUnit& b) { return count(a) < count(b); })
      ->cause;
}

void dying(const Evidence& evidence, const LayerHealth& layer, const Speak& speak) {
  const Index count = std::ssize(layer.dead);
  const Index killed = std::count_if(layer.dead.begin(), layer.dead.end(),
                                     [](const DeadUnit& dead) { return dead.since_epoch > 0; });
  const auto share_of = [&](Index dead) {
    return static_cast<double>(dead) / static_cast<double>(layer.units);
  };
  // A single one says little of a layer, unless it is all of it.
  if (count < std::min<Index>(2, layer.units)) return;
  if (share_of(killed) < many_killed && share_of(count) < many_dead) return;
  std::vector<Index> units;
  for (const DeadUnit& dead : layer.dead) units.push_back(dead.unit);
  const std::string cause = commonest_cause(layer.dead);
  const std::string pointer = pointer_of(evidence, layer.layer);
  const Index provable = layer.provably_dead();
  Problem problem{
      .rule = "dying",
      .layer = layer.layer,
      .units = units,
      .sentence =
          std::to_string(count) + " of " + std::to_string(layer.units) + " units of " +
          named_layer(evidence.network, layer.layer) + (count == 1 ? " is" : " are") + " dead, firing for " +
          (evidence.epoch ? "no training row" : "none of these rows") +
          (provable > 0 ? " (" + std::to_string(provable) + " provably, for no inputs like them)" : "") +
          ": " + named("unit", units) + ".  The likely cause: " + cause,
      .advice = "use leaky_relu instead of " + layer.activation,
      .key = pointer + "/activation"};
  // Units that were alive at first died of updates, whatever shuts them now.
  if (cause.starts_with("the learning rate") || 2 * killed > count) {
    problem.advice = to_reduce_the_rate(evidence) + ", or use leaky_relu";
    problem.key = "/optimizer/learning_rate";
  } else if (cause.starts_with("the initialisation") && !begins_as_usual(evidence, layer.layer)) {
    problem.advice =
        "use " + std::string(name_of(default_initializer(evidence.network.layer(layer.layer).activation)));
    problem.key = pointer + "/initializer";
  }
  speak(std::move(problem));
}

void saturated(const Evidence& evidence, const LayerHealth& layer, const Speak& speak) {
  // An output that is sure saturates, and may.
  if (is_output(evidence, layer.layer) || !(layer.saturated > mostly_saturated)) return;
  const std::string pointer = pointer_of(evidence, layer.layer);
  const bool is_usual = begins_as_usual(evidence, layer.layer);
  speak({.rule = "saturated",
         .layer = layer.layer,
         .units = {},
         .sentence =
             percent(layer.saturated) + " of the values of " + named_layer(evidence.network, layer.layer) +
             " are saturated: there its slope is below 1 % of its largest, and hardly any gradient passes",
         .advice = is_usual ? to_reduce_the_rate(evidence) + ", scale the inputs, or use relu"
                            : "use " + std::string(name_of(default_initializer(
                                           evidence.network.layer(layer.layer).activation))),
         .key = is_usual ? "/optimizer/learning_rate" : pointer + "/initializer"});
}

// Targets that are classes, or that mean something by themselves, are not scaled.
std::string scaling_that_is_possible(const Loss& loss) {
  const bool may_be_scaled =
      target_kind(loss) == TargetKind::numbers && traits_of(loss).values == TargetValues::any;
  return may_be_scaled ? "scale inputs and targets" : "scale the inputs";
}

// What there is to do besides clipping, which is no advice to who clips.  `scaling` may be empty.
std::string to_shorten_gradients(const Evidence& evidence, const std::string& scaling) {
  const std::string weights = "start from smaller weights (he_normal, glorot_uniform)";
  if (evidence.recipe.training.gradient_clipping) return weights + (scaling.empty() ? "" : ", or " + scaling);
  return weights + (scaling.empty() ? "" : ", " + scaling) +
         ", or clip the gradient: {\"type\": \"global_norm\", \"max_norm\": 1}";
}

std::string key_of_long_gradients(const Evidence& evidence, Index l) {
  if (!evidence.recipe.training.gradient_clipping) return "/training/gradient_clipping";
  return pointer_of(evidence, l) + "/initializer";
}

void exploding(const Evidence& evidence, const LayerHealth& layer, const Speak& speak) {
  if (!layer.gradient_norm) return;
  const std::string name = named_layer(evidence.network, layer.layer);
  if (*layer.gradient_norm > exploding_gradient * layer.weight_norm) {
    speak({.rule = "exploding",
           .layer = layer.layer,
           .units = {},
           .sentence = "the gradient of " + name + " explodes: it is " + figure(*layer.gradient_norm) +
                       " long, " + figure(*layer.gradient_norm / layer.weight_norm) +
                       " times as long as its weights",
           .advice = to_shorten_gradients(evidence, scaling_that_is_possible(evidence.recipe.loss)),
           .key = key_of_long_gradients(evidence, layer.layer)});
  } else if (layer.update_ratio.value_or(0.0) > long_update) {
    speak({.rule = "exploding",
           .layer = layer.layer,
           .units = {},
           .sentence = "an update changes " + name + " by " + percent(*layer.update_ratio) +
                       " of its length; about 0.1 % is healthy",
           .advice = to_reduce_the_rate(evidence),
           .key = "/optimizer/learning_rate"});
  }
}

void vanishing(const Evidence& evidence, const Speak& speak) {
  const std::optional<double>& ratio = evidence.report.gradient_ratio;
  const Index first = evidence.network.lowest_learning, last = evidence.network.layer_count() - 1;
  if (!ratio || last - first < 2) return;
  // Through a layer whose units are all dead no gradient comes, for another reason.
  const auto& layers = evidence.report.layers;
  if (std::any_of(layers.begin(), layers.end(),
                  [](const LayerHealth& layer) { return std::ssize(layer.dead) == layer.units; }))
    return;
  const std::string both = "the gradient of layers." + std::to_string(first) + " is " + figure(*ratio) +
                           " of that of layers." + std::to_string(last);
  const std::string pointer = pointer_of(evidence, first);
  if (*ratio < vanishing_ratio) {
    const Activation& activation = evidence.network.layer(first).activation;
    const bool squeezes = zones_of(activation).saturates();
    const bool is_usual = begins_as_usual(evidence, first);
    Problem problem{.rule = "vanishing",
                    .layer = first,
                    .units = {},
                    .sentence = both + ": it vanishes on its way down through " +
                                std::to_string(last - first) + " layers, and the first ones hardly learn",
                    .advice = "use relu with he_normal instead of " + std::string(name_of(activation)) +
                              ", fewer layers, or \"residual\": true",
                    .key = pointer + "/activation"};
    if (!squeezes && !is_usual) {
      problem.advice = "use " + std::string(name_of(default_initializer(activation)));
      problem.key = pointer + "/initializer";
    } else if (!squeezes) {
      problem.advice = "use a normalization (layer_norm), fewer layers, or \"residual\": true";
      problem.key = pointer + "/normalization";
    }
    speak(std::move(problem));
  } else if (*ratio > exploding_ratio) {
    speak({.rule = "exploding",
           .layer = first,
           .units = {},
           .sentence =
               both + ": it explodes on its way down through " + std::to_string(last - first) + " layers",
           .advice = to_shorten_gradients(evidence, ""),
           .key = key_of_long_gradients(evidence, first)});
  }
}

}  // namespace

void rules_about_layers(const Evidence& evidence, const Speak& speak) {
  for (const LayerHealth& layer : evidence.report.layers) {
    dying(evidence, layer, speak);
    saturated(evidence, layer, speak);
    exploding(evidence, layer, speak);
  }
  vanishing(evidence, speak);
}

}  // namespace mlp
