// Training a finished run again, from its own config and data, and comparing what comes out.
#pragma once

#include <filesystem>
#include <string>

#include "mlp/base/export.hpp"
#include "mlp/base/extension.hpp"
#include "mlp/train/observer.hpp"

namespace mlp {

struct Reproduction {
  bool identical = false;
  std::string parameters_sha256;  // of the training that was done now
  std::string difference;         // where not identical: what differs first, in sentences
};

// Checks the data's digests against the manifest first; then trains and compares every evaluation
// with metrics.jsonl, every tensor with model.safetensors, and the predictions with summary.json.
// Writes nothing.  threads 0: chosen by the size of the work.
// Throws what load_config(), load_splits() and train() do, and IoError or CorruptFile where the
// run's own files cannot be read.
MLP_API Reproduction reproduce_run(const std::filesystem::path& folder, int threads = 0,
                                   Observer* observer = nullptr, const Extensions& extensions = {});

}  // namespace mlp
