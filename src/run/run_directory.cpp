#include "run/run_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "io/file_descriptor.hpp"
#include "mlp/base/error.hpp"
#include "run/report/page.hpp"
#include "run/run_lock.hpp"

namespace mlp {
namespace {

namespace fs = std::filesystem;

constexpr unsigned folder_permissions = 0777;  // less the process's umask

[[noreturn]] void refuse_existing(const fs::path& path) {
  throw ConfigError(path.string() + ": expected a directory that does not exist yet, got one that does",
                    "choose another --out, or add --force to replace the run in it");
}

[[noreturn]] void refuse_file(const fs::path& path) {
  throw ConfigError(path.string() + ": expected a directory to keep the run in, got a file",
                    "choose another --out; --force replaces a run, never a file");
}

// A page of that name may be somebody's own.
void refuse_other_report(const fs::path& directory) {
  const fs::path report = directory / run_file::report;
  if (!fs::exists(report) || is_report_page(report)) return;
  throw ConfigError(report.string() + ": expected an earlier report, got something else",
                    "choose another --out; --force replaces only what a run writes");
}

void make_parents(const fs::path& path) {
  if (!path.has_parent_path()) return;
  std::error_code failure;
  fs::create_directories(path.parent_path(), failure);
  if (failure) throw_io_error(path, "create the directory", failure.value());
}

// False where something of that name exists.
bool make_directory(const fs::path& path) {
  if (::mkdir(path.c_str(), folder_permissions) == 0) return true;
  if (errno != EEXIST) throw_io_error(path, "create the directory", errno);
  return false;
}

void remove_run_files(const fs::path& directory) {
  for (const std::string_view name : run_files) {
    const fs::path file = directory / name;
    if (::unlink(file.c_str()) != 0 && errno != ENOENT) throw_io_error(file, "replace the file", errno);
  }
}

fs::path make_exactly(const fs::path& path, bool replace) {
  if (make_directory(path)) return path;
  if (!fs::is_directory(path)) refuse_file(path);
  if (!replace) refuse_existing(path);
  const RunLock lock(path);
  refuse_other_report(path);
  remove_run_files(path);
  return path;
}

fs::path make_numbered(const std::string& name) {
  const fs::path first = fs::path("runs") / name;
  fs::path path = first;
  for (int number = 2; !make_directory(path); ++number) {
    path = first;
    path += '-';
    path += std::to_string(number);
  }
  return path;
}

// "runs/x/" and "runs/x" are one place.
fs::path without_trailing_slash(const fs::path& path) {
  return path.has_filename() || !path.has_parent_path() ? path : path.parent_path();
}

}  // namespace

void check_free(const RunPlace& place) {
  if (!place.out) return;
  std::error_code unknown;
  const fs::file_status status = fs::status(*place.out, unknown);
  if (!fs::exists(status)) return;
  if (!fs::is_directory(status)) refuse_file(*place.out);
  if (!place.replace) refuse_existing(*place.out);
  refuse_other_report(*place.out);
}

fs::path make_run_directory(const RunPlace& place) {
  const fs::path wanted = place.out ? without_trailing_slash(*place.out) : fs::path("runs") / place.name;
  make_parents(wanted);
  return place.out ? make_exactly(wanted, place.replace) : make_numbered(place.name);
}

}  // namespace mlp
