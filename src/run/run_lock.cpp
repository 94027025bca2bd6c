#include "run/run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "mlp/base/error.hpp"

namespace mlp {

RunLock::RunLock(const std::filesystem::path& directory)
    : directory_(open_file(directory, O_RDONLY | O_DIRECTORY)) {
  if (!directory_.is_open()) throw_io_error(directory, "open the run directory", errno);
  if (::flock(directory_.number(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) throw_io_error(directory, "lock the run directory", errno);
  throw IoError(
      directory.string() + ": expected a run that no other program is training, got one that is locked",
      "wait for it to end, or train elsewhere with --out");
}

bool is_locked(const std::filesystem::path& directory) {
  const FileDescriptor asked(open_file(directory, O_RDONLY | O_DIRECTORY));
  // Shared, so that two who ask do not take each other for a training; dropped at once.
  return asked.is_open() && ::flock(asked.number(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace mlp
