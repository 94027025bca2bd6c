// A config file: everything an experiment depends on.  The config is the object; there is no
// other representation.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/extension.hpp"
#include "mlp/data/source.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

struct Config {
  std::string name;  // default: the file's name without extension
  DataConfig data;
  Recipe recipe;  // its fields stand at the top level of the file

  static void fields(auto& self, auto& field) {
    field("name", self.name, anything, "of the run directory; default: the file's name");
    field("seed", self.recipe.seed, anything, "of every random draw");
    field("data", self.data, anything.required(), "where the rows come from");
    Recipe::fields(self.recipe, field);
  }
};

// Sets the value at a JSON pointer, as `--set /training/epochs=3` does.  A value that is not JSON
// is a string.
struct Override {
  std::string pointer;
  std::string value;
  std::string place = {};  // where it stands, for messages; empty: "--set POINTER"
};

// Reads and resolves: every default is filled in.  Paths stay as written.
// Throws IoError, or ConfigError with all that is wrong, each with file, line and column.
// `extensions`: the program's own choices, which the config names like the library's.
MLP_API Config load_config(const std::filesystem::path& path, const std::vector<Override>& overrides = {},
                           const Extensions& extensions = {});

// The same from text; `name` stands for the file in messages.
MLP_API Config parse_config(std::string_view text, std::string_view name,
                            const std::vector<Override>& overrides = {}, const Extensions& extensions = {});

// JSON with every field explicit; parse_config() of it gives the same Config.
MLP_API std::string to_json(const Config& config);

// The same config with relative paths, which start at `from`, rewritten to start at `to`.
MLP_API Config with_paths_relative_to(Config config, const std::filesystem::path& from,
                                      const std::filesystem::path& to);

}  // namespace mlp
