#include "arguments/output_file.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <variant>

#include "data/csv_files.hpp"
#include "data/npz_archive.hpp"
#include "mlp/base/error.hpp"
#include "run/run_directory.hpp"

namespace {

namespace fs = std::filesystem;

bool exists_at(const fs::path& path) {
  std::error_code unknown;
  return fs::exists(path, unknown);
}

// Links are followed, as they are for writing.
fs::path followed(const fs::path& path) {
  std::error_code failure;
  const fs::path target = fs::weakly_canonical(fs::absolute(path), failure);
  return failure ? path : target;
}

bool holds_a_run(const fs::path& folder) {
  return exists_at(folder / mlp::run_file::manifest) ||
         (exists_at(folder / mlp::run_file::config) && exists_at(folder / mlp::run_file::model));
}

void refuse_file_of_a_run(const fs::path& out) {
  const fs::path target = followed(out);
  const bool has_such_a_name = std::find(mlp::run_files.begin(), mlp::run_files.end(),
                                         target.filename().string()) != mlp::run_files.end();
  if (!has_such_a_name || !holds_a_run(target.parent_path())) return;
  throw mlp::ConfigError(out.string() + ": expected a file to write to, got the name of a run's own file",
                         "choose another name; a run directory keeps what the training wrote");
}

bool are_one_file(const fs::path& a, const fs::path& b) {
  std::error_code not_there;
  return fs::is_regular_file(a, not_there) && fs::equivalent(a, b, not_there);
}

// "mnist.npz" of "mnist.npz/x_train".
fs::path file_behind(const std::string& path, const fs::path& folder) {
  const auto place = mlp::npz_place(path, folder);
  return folder / (place ? place->archive : path);
}

void add_files(const auto& sources, const fs::path& folder, std::vector<fs::path>& files) {
  const auto add = [&](const std::string& path) { files.push_back(file_behind(path, folder)); };
  std::visit(
      [&]<typename Source>(const Source& source) {
        if constexpr (std::is_same_v<Source, mlp::CsvSource>) {
          for (const std::string& path : csv_files(source, folder)) add(path);
        } else if constexpr (requires { Source::paths(source, add); }) {
          Source::paths(source, add);
        }
      },
      sources);
}

}  // namespace

void check_output(const fs::path& out, const std::vector<fs::path>& read) {
  if (out.empty()) return;
  for (const fs::path& file : read) {
    if (!are_one_file(out, file)) continue;
    throw mlp::ConfigError(out.string() + ": expected a file to write to, got one that this command reads",
                           "choose another name; what the file holds would be lost");
  }
  refuse_file_of_a_run(out);
}

std::vector<fs::path> files_read(const ConfigOptions& options, const mlp::Config& config) {
  const fs::path folder = options.folder();
  std::vector<fs::path> files{options.path};
  add_files(config.data.train, folder, files);
  if (config.data.validation) add_files(*config.data.validation, folder, files);
  if (config.data.test) add_files(*config.data.test, folder, files);
  if (config.recipe.model.start_from) files.push_back(folder / *config.recipe.model.start_from);
  return files;
}

std::vector<fs::path> files_read(const SavedModel& saved, const std::string& rows) {
  return {saved.path, file_behind(rows, "")};
}
