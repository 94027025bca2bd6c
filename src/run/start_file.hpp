// The file of the model that a config starts from.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "mlp/data/load.hpp"
#include "mlp/model/model.hpp"
#include "mlp/run/config.hpp"

namespace mlp {

// The model that config.model.start_from names, a run directory or a model file; null where it names none.
// `folder` is where relative paths start.  The file and its digest are appended to `files`, so that whoever
// goes on with the run or repeats it sees when it has changed.
// Throws IoError, or CorruptFile when it is damaged or no model.
std::shared_ptr<const Model> load_start(const Config& config, const std::filesystem::path& folder,
                                        std::vector<DataFile>& files, const Extensions& extensions = {});

}  // namespace mlp
