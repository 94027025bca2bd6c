// From figures to sentences: what is wrong, where, and what to try.
//
// A rule looks at one examination and at what HealthState remembers, and speaks once: again only where twice
// as many units are dead.  docs/health.md says where the thresholds come from; all shipped configs stay below
// them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mlp/train/health.hpp"
#include "mlp/train/observer.hpp"
#include "mlp/train/recipe.hpp"
#include "nn/network.hpp"
#include "train/health/data_facts.hpp"
#include "train/health/examiner.hpp"
#include "train/health/health_state.hpp"
#include "train/monitor.hpp"

namespace mlp {

// All that a rule may look at.
struct Evidence {
  const Network& network;
  const Recipe& recipe;
  const DataFacts& data;
  const Observation& seen;
  const HealthReport& report;          // without problems yet
  const EpochReport* epoch = nullptr;  // null where a model is examined that is not being trained
  bool is_last = false;
  std::vector<Watched> never_measured = {};  // what is watched and was not a number in any epoch
};

// The advice to take a smaller learning rate, than which one where the training is known.
std::string to_reduce_the_rate(const Evidence& evidence);

// What the rules about losses remember of every epoch, examined or not.
void remember(const EpochReport& epoch, LossCourse& losses);

// Takes a problem whose epoch is not filled in.
using Speak = std::function<void(Problem)>;

// Dying, vanishing, exploding, saturated.
void rules_about_layers(const Evidence& evidence, const Speak& speak);
// Diverging, not learning, overfitting, undefined monitor.  REQUIRES: evidence.epoch, the last one in
// `losses`.
void rules_about_losses(const Evidence& evidence, const LossCourse& losses, const Speak& speak);
// Inputs not scaled, labels nearly constant.
void rules_about_data(const Evidence& evidence, const Speak& speak);

// All of them: the problems that were not raised before, which `state` remembers from here on, as it does the
// losses.
std::vector<Problem> apply_rules(const Evidence& evidence, HealthState& state);

}  // namespace mlp
