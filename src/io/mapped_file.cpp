#include "io/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "io/file_descriptor.hpp"

namespace mlp {

static std::string read_to_the_end(const FileDescriptor& file, const std::filesystem::path& path) {
  std::string bytes;
  char block[1 << 16];
  for (;;) {
    const ssize_t count = ::read(file.number(), block, sizeof block);
    if (count == 0) return bytes;
    if (count > 0) {
      bytes.append(block, static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      throw_io_error(path, "read", errno);
    }
  }
}

static const char* map(int descriptor, std::size_t size, int protection, int flags,
                       const std::filesystem::path& path) {
  void* memory = ::mmap(nullptr, size, protection, flags, descriptor, 0);
  if (memory == MAP_FAILED) throw_io_error(path, "read " + std::to_string(size) + " bytes", errno);
  return static_cast<const char*>(memory);
}

MappedFile::MappedFile(const std::filesystem::path& path) {
  const FileDescriptor file(open_file(path, O_RDONLY));
  if (!file.is_open()) throw_io_error(path, "read", errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) throw_io_error(path, "read", errno);
  if (S_ISDIR(status.st_mode)) throw_io_error(path, "read", EISDIR);
  if (S_ISREG(status.st_mode) && status.st_size > 0) {
    const auto size = static_cast<std::size_t>(status.st_size);
    data_ = map(file.number(), size, PROT_READ, MAP_PRIVATE, path);
    size_ = size;
    is_of_file_ = true;
    return;
  }
  // Pipes and devices; also files of the system that say they have no bytes, as in /proc.
  const std::string bytes = read_to_the_end(file, path);
  if (bytes.empty()) return;
  data_ = map(-1, bytes.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, path);
  size_ = bytes.size();
  std::memcpy(const_cast<char*>(data_), bytes.data(), size_);
}

void MappedFile::let_go(std::string_view part) const {
  if (!is_of_file_) return;
  // Whole pages only; the first and the last may still be in use.
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const auto offset = static_cast<std::size_t>(part.data() - data_);
  const std::size_t first = (offset + page - 1) / page * page, end = (offset + part.size()) / page * page;
  if (first < end) ::madvise(const_cast<char*>(data_) + first, end - first, MADV_DONTNEED);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      is_of_file_(other.is_of_file_) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(is_of_file_, other.is_of_file_);
  return *this;
}

}  // namespace mlp
