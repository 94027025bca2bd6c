// What `mlp check` says, exactly: for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "mlp/data/load.hpp"
#include "mlp/model/model.hpp"
#include "mlp/train/lint.hpp"
#include "mlp/train/recipe.hpp"

// {"rows": {"train", "validation", "test"}, "inputs", "input_names", "columns", "target_names",
//  "class_labels", "class_rows": {"train": [count, …], …}, "layers", "parameters", "parameter_bytes",
//  "training_bytes", "findings": [{"lint", "text", "hint"}, …]}; the bytes of training are an estimate.
nlohmann::ordered_json check_json(const mlp::Splits& splits, const mlp::Model& model,
                                  const mlp::Recipe& recipe, const std::vector<mlp::Finding>& findings);
