#include "io/file_descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "io/nearest_file.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

FileDescriptor::~FileDescriptor() {
  if (is_open()) ::close(number_);
}

bool FileDescriptor::close() {
  const int number = number_;
  number_ = -1;
  return ::close(number) == 0;
}

int open_file(const std::filesystem::path& path, int flags, unsigned mode) {
  int number = -1;
  do {
    number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (number < 0 && errno == EINTR);
  return number;
}

int sync_file(int number) {
  while (::fsync(number) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

static std::string hint_for_missing(const std::filesystem::path& path) {
  const auto near = nearest_file(path);
  return near ? "did you mean \"" + near->string() + "\"?" : "look for a misspelt folder or file name";
}

static std::string hint_for(const std::filesystem::path& path, int error_number) {
  switch (error_number) {
    case ENOENT:
      return hint_for_missing(path);
    case EACCES:
    case EPERM:
      return "look at the permissions of the file and of its folder";
    case ENOSPC:
    case EDQUOT:
      return "make room on the disk, or choose a folder on another one";
    case EROFS:
      return "choose a folder that can be written to";
    case EISDIR:
      return "give a file, not a folder";
    default:
      return {};
  }
}

void throw_io_error(const std::filesystem::path& path, std::string_view action, int error_number) {
  const std::string reason = std::generic_category().message(error_number);
  const std::string name = path.empty() ? "\"\"" : path.string();
  throw IoError(name + ": cannot " + std::string(action) + ": " + reason, hint_for(path, error_number));
}

}  // namespace mlp
