#include "io/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "io/file_descriptor.hpp"

namespace mlp {
namespace {

constexpr unsigned file_permissions = 0666;  // less the process's umask

// Linux writes at most 2 GiB − 4 KiB at a time.
constexpr std::size_t most_at_once = std::size_t{1} << 30;

// Removes the file unless it was kept.
class Temporary {
 public:
  explicit Temporary(std::filesystem::path path) : path_(std::move(path)) {}
  ~Temporary() {
    if (!kept_) ::unlink(path_.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  void keep() { kept_ = true; }

 private:
  std::filesystem::path path_;
  bool kept_ = false;
};

// 0, or the system's error number.
int write_whole(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), std::min(bytes.size(), most_at_once));
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

int write_parts(int file, const std::vector<std::string_view>& parts) {
  for (const std::string_view part : parts) {
    if (const int failure = write_whole(file, part)) return failure;
  }
  return 0;
}

// Some file systems cannot sync a directory and say EINVAL; there is nothing more to be done there.
int sync_folder(const std::filesystem::path& folder) {
  const FileDescriptor directory(open_file(folder, O_RDONLY | O_DIRECTORY));
  if (!directory.is_open()) return errno;
  const int failure = sync_file(directory.number());
  return failure == EINVAL ? 0 : failure;
}

constexpr std::string_view temporary_prefix = ".mlp-";
constexpr std::string_view temporary_suffix = ".tmp";

// Its own short name, so that the longest legal file name can still be written.
std::filesystem::path temporary_name(const std::filesystem::path& folder) {
  static std::atomic<unsigned> count{0};
  return folder / (std::string(temporary_prefix) + std::to_string(::getpid()) + "-" +
                   std::to_string(count++) + std::string(temporary_suffix));
}

// Creates a new file in `folder` and sets `path` to it.  A killed process may have left one of the same
// name: in a container every process may have the same number.
int create_temporary(const std::filesystem::path& folder, std::filesystem::path& path) {
  int number = -1;
  do {
    path = temporary_name(folder);
    number = open_file(path, O_WRONLY | O_CREAT | O_EXCL, file_permissions);
  } while (number < 0 && errno == EEXIST);
  return number;
}

}  // namespace

void write_atomically(const std::filesystem::path& path, const std::vector<std::string_view>& parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  const std::string action = "write " + std::to_string(size) + " bytes";

  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) throw_io_error(path, action, EISDIR);
  if (exists && !S_ISREG(status.st_mode)) {
    const FileDescriptor file(open_file(path, O_WRONLY));
    if (!file.is_open()) throw_io_error(path, action, errno);
    if (const int failure = write_parts(file.number(), parts)) throw_io_error(path, action, failure);
    return;
  }

  std::error_code no_link;
  const std::filesystem::path target = exists ? std::filesystem::canonical(path, no_link) : path;
  const std::filesystem::path& destination = no_link ? path : target;
  const std::filesystem::path folder = destination.has_parent_path() ? destination.parent_path() : ".";
  std::filesystem::path temporary_path;
  FileDescriptor file(create_temporary(folder, temporary_path));
  if (!file.is_open()) throw_io_error(path, action, errno);
  Temporary temporary(temporary_path);
  if (exists && ::fchmod(file.number(), status.st_mode & 07777) != 0) throw_io_error(path, action, errno);
  if (const int failure = write_parts(file.number(), parts)) throw_io_error(path, action, failure);
  if (const int failure = sync_file(file.number())) throw_io_error(path, action, failure);
  if (!file.close()) throw_io_error(path, action, errno);
  if (std::rename(temporary_path.c_str(), destination.c_str()) != 0) throw_io_error(path, action, errno);
  temporary.keep();
  if (const int failure = sync_folder(folder)) throw_io_error(path, action + " (sync its folder)", failure);
}

void remove_temporaries(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(temporary_prefix) || !name.ends_with(temporary_suffix)) continue;
    if (::unlink(entry.path().c_str()) != 0 && errno != ENOENT)
      throw_io_error(entry.path(), "remove what a killed program left", errno);
  }
}

}  // namespace mlp
