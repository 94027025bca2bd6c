#include "run/start_file.hpp"

#include "io/digest.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"
#include "run/run_directory.hpp"

namespace mlp {

std::shared_ptr<const Model> load_start(const Config& config, const std::filesystem::path& folder,
                                        std::vector<DataFile>& files, const Extensions& extensions) {
  if (!config.recipe.model.start_from) return nullptr;
  std::filesystem::path path = *config.recipe.model.start_from;
  if (std::filesystem::is_directory(folder / path)) {
    path /= run_file::model;
    if (!std::filesystem::exists(folder / path)) {
      throw IoError((folder / path.parent_path()).string() +
                        ": expected a run directory with a model for /model/start_from, got one without",
                    "a training leaves its model when it ends; mlp resume goes on with one that did not");
    }
  }
  const MappedFile file(folder / path);
  files.push_back({.path = path.string(),
                   .sha256 = sha256_hex(file.bytes()),
                   .bytes = static_cast<Index>(file.bytes().size())});
  return std::make_shared<const Model>(Model::load(folder / path, extensions));
}

}  // namespace mlp
