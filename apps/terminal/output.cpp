#include "terminal/output.hpp"

#include <unistd.h>

#include <cerrno>

#include "io/file_descriptor.hpp"

// 0, or the system's error number.
static int write_whole(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

void print(std::string_view text) {
  const int failure = write_whole(STDOUT_FILENO, text);
  if (failure == EPIPE) throw ReaderIsGone();
  if (failure != 0) mlp::throw_io_error("standard output", "write", failure);
}

void say(std::string_view text) { write_whole(STDERR_FILENO, text); }
