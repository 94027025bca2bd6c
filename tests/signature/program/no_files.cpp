// In place of model/parameters_digest.cpp, which needs Nettle, and of model/model_description.cpp, which
// writes JSON: whoever runs this program hashes its output, and no model is saved.
#include "model/model_description.hpp"
#include "model/parameters_digest.hpp"

namespace mlp {

std::string parameters_sha256(const ParameterLayout&, const float*) { return {}; }

ModelDescription ModelDescription::of(const Model&) { return {}; }

std::string to_json(const ModelDescription&) { return {}; }

}  // namespace mlp
