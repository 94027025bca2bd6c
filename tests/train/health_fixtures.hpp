// Trainings that are examined, what they told, and an examination by brute force.
#pragma once

#include <string>
#include <vector>

#include "run/run_json.hpp"
#include "train/training_data.hpp"

namespace mlp {

// Keeps what it is told about health.
struct HealthRecorder : Recorder {
  std::vector<HealthReport> reports;

  void on_health(const HealthReport& report) override { reports.push_back(report); }

  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (const HealthReport& report : reports) all.push_back(line_of(health_json(report)));
    return all;
  }
  // "dying 0", "unscaled_inputs": the rules that spoke, each with its layer where it has one.
  std::vector<std::string> rules() const {
    std::vector<std::string> all;
    for (const HealthReport& report : reports) {
      for (const Problem& problem : report.problems)
        all.push_back(problem.rule + (problem.layer ? " " + std::to_string(*problem.layer) : ""));
    }
    return all;
  }
};

inline HealthRecorder health_of_training(const Recipe& recipe, const RowView& rows,
                                         const TrainOptions& options = {}, const RowView& validation = {}) {
  HealthRecorder recorder;
  TrainOptions observed = options;
  observed.observer = &recorder;
  train(recipe, rows, validation, observed);
  return recorder;
}

// The units of a relu layer whose w·x + b is at most 0 for every row, in double by the model's parameters.
// REQUIRES: plain relu layers up to this one.
inline std::vector<Index> dead_by_brute_force(const Model& model, const RowView& rows, Index layer) {
  const ParameterLayout layout(model.architecture);
  std::vector<bool> fires(
      static_cast<std::size_t>(model.architecture.layers[static_cast<std::size_t>(layer)].units));
  for (const std::int32_t row : rows.rows) {
    Eigen::VectorXd x(rows.dataset->features);
    for (Index j = 0; j < x.size(); ++j) {
      const float raw = rows.dataset->values[row * rows.dataset->features + j];
      const ColumnScaling& scaling = model.input_scaling;
      x(j) = scaling.is_identity() ? raw : (raw - scaling.shift[j]) * scaling.scale[j];
    }
    for (Index l = 0; l <= layer; ++l) {
      const ParameterTensor& weight = layout.weight(l);
      const Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> w(
          model.parameters.data() + weight.offset, weight.rows, weight.columns);
      const Eigen::Map<const Eigen::VectorXf> b(model.parameters.data() + layout.bias(l).offset, weight.rows);
      const Eigen::VectorXd z = w.cast<double>() * x + b.cast<double>();
      if (l == layer)
        for (Index u = 0; u < z.size(); ++u)
          if (z(u) > 0.0) fires[static_cast<std::size_t>(u)] = true;
      x = z.cwiseMax(0.0);
    }
  }
  std::vector<Index> dead;
  for (std::size_t u = 0; u < fires.size(); ++u)
    if (!fires[u]) dead.push_back(static_cast<Index>(u));
  return dead;
}

inline std::vector<Index> dead_units_of(const LayerHealth& layer) {
  std::vector<Index> units;
  for (const DeadUnit& dead : layer.dead) units.push_back(dead.unit);
  return units;
}

// Hidden layers of `units` each.
inline Recipe recipe_of_depth(Index layers, Index units, const Activation& activation, const Loss& loss,
                              double learning_rate, Index epochs) {
  Recipe recipe = small_recipe(loss, epochs);
  recipe.model.hidden.assign(static_cast<std::size_t>(layers), {.units = units, .activation = activation});
  recipe.optimizer = Sgd{.learning_rate = learning_rate, .momentum = 0.9};
  return recipe;
}

}  // namespace mlp
