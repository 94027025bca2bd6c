// RUN or MODEL on a command line: a run directory, or a model file by itself.
#pragma once

#include <filesystem>
#include <optional>

#include "mlp/data/load.hpp"
#include "mlp/model/model.hpp"
#include "mlp/run/config.hpp"

struct SavedModel {
  mlp::Model model;
  std::filesystem::path path;         // as given
  std::optional<mlp::Config> config;  // of a run directory; its relative paths start there
};

// Throws mlp::IoError when there is no model, mlp::CorruptFile when it is damaged.
SavedModel load_saved_model(const std::filesystem::path& path);

// The splits of a run, as it was trained on.  REQUIRES: saved.config.
// Throws mlp::DataError where a file has changed since; a run that was imported has nothing to tell by.
mlp::Splits load_data(const SavedModel& saved);
