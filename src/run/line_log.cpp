#include "run/line_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace mlp {

LineLog::LineLog(const std::filesystem::path& path)
    : path_(path), file_(open_file(path, O_WRONLY | O_CREAT | O_APPEND, 0666)) {
  if (!file_.is_open()) throw_io_error(path_, "create the file", errno);
}

void LineLog::add(std::string_view line) {
  const std::string whole = std::string(line) + "\n";
  std::string_view rest = whole;
  while (!rest.empty()) {
    const ssize_t written = ::write(file_.number(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      throw_io_error(path_, "append a line of " + std::to_string(whole.size()) + " bytes", errno);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

void LineLog::sync() {
  // A pipe or a device has nothing to sync.
  const int failure = sync_file(file_.number());
  if (failure != 0 && failure != EINVAL && failure != EROFS) throw_io_error(path_, "save the file", failure);
}

}  // namespace mlp
