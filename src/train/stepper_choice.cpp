#include "train/stepper_choice.hpp"

#include "train/lbfgs_stepper.hpp"
#include "train/stepper.hpp"

namespace mlp {

static std::vector<double> weight_decays(const Lbfgs& lbfgs, const Recipe& recipe) {
  std::vector<double> decays;
  for (const LayerOptimizer& layer : update_plan(recipe).layers)
    decays.push_back(layer.weight_decay.value_or(lbfgs.weight_decay));
  return decays;
}

std::unique_ptr<EpochStepper> stepper_for(const Recipe& recipe, const Network& network, const Batch& dataset,
                                          Index batch_size, Team& team) {
  if (const auto* const lbfgs = std::get_if<Lbfgs>(&recipe.optimizer)) {
    return std::make_unique<LbfgsStepper>(network, *lbfgs, dataset, batch_size, team,
                                          weight_decays(*lbfgs, recipe));
  }
  return std::make_unique<Stepper>(network, recipe.optimizer, dataset, batch_size, team, update_plan(recipe));
}

}  // namespace mlp
