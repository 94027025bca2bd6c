// A program's own source of rows (see mlp/base/extension.hpp): a file format, a database, a generator.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/extension.hpp"

namespace mlp {

struct Dataset;

class MLP_API DataSource : public Extension {
 public:
  static constexpr std::string_view kind = "data source";
  // All rows, as make_dataset() makes them; the same at every call.  `path` is the config's "path", found
  // from the config's folder, or empty.  Class labels may come in any order: rows that are read later are
  // numbered as the training rows are.
  virtual Dataset read(Numbers numbers, const std::filesystem::path& path) const = 0;
};

struct CustomSource {
  static constexpr std::string_view name = "custom";
  using Implementation = DataSource;
  std::shared_ptr<const DataSource> implementation = {};
  std::vector<double> numbers = {};  // those left out at the end take their defaults
  std::string path = {};
  static void fields(auto& self, auto& field) {
    field("path", self.path, anything, "the file, where there is one");
    custom_fields(self, field);
  }
  static void paths(auto& self, auto&& visit) {
    if (!self.path.empty()) visit(self.path);
  }
};

}  // namespace mlp
