#include "io/disk_numbers.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>

#include "io/file_descriptor.hpp"

namespace mlp {
namespace {

// Whole pages.
struct Pages {
  std::uintptr_t first;
  std::size_t bytes;
};

std::size_t page_bytes() {
  static const auto bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

std::size_t whole_pages(std::size_t bytes) {
  return (bytes + page_bytes() - 1) / page_bytes() * page_bytes();
}

Pages pages_of(const void* memory, std::size_t bytes) {
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  const std::uintptr_t first = begin / page_bytes() * page_bytes();
  return {first, whole_pages(begin + bytes - first)};
}

void* map_at(void* place, std::size_t bytes, int protection, int flags, int file, std::size_t offset,
             const std::filesystem::path& path) {
  void* const memory = ::mmap(place, bytes, protection, flags, file, static_cast<off_t>(offset));
  if (memory == MAP_FAILED) throw_io_error(path, "map " + std::to_string(bytes) + " bytes", errno);
  return memory;
}

// A page that says how large the whole is, the file, and 64 bytes at least.
void* map_file(int file, std::size_t offset, std::size_t bytes, int protection,
               const std::filesystem::path& path) {
  const std::size_t first = offset / page_bytes() * page_bytes(), before = offset - first;
  const std::size_t room = page_bytes() + whole_pages(before + bytes + cache_line_bytes);
  void* const memory =
      map_at(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0, path);
  *static_cast<std::size_t*>(memory) = room;
  char* const numbers = static_cast<char*>(memory) + page_bytes();
  if (bytes > 0) {
    try {
      map_at(numbers, before + bytes, protection, MAP_SHARED | MAP_FIXED, file, first, path);
    } catch (...) {
      ::munmap(memory, room);
      throw;
    }
  }
  return numbers + before;
}

}  // namespace

void* map_stored(const std::filesystem::path& path, std::size_t offset, std::size_t bytes) {
  const FileDescriptor file(open_file(path, O_RDONLY));
  if (!file.is_open()) throw_io_error(path, "read", errno);
  return map_file(file.number(), offset, bytes, PROT_READ, path);
}

void* map_scratch(const std::filesystem::path& folder, std::size_t bytes) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) throw_io_error(folder, "create", problem.value());
  std::string name = (folder / "scratch-XXXXXX").string();
  const FileDescriptor file(::mkostemp(name.data(), O_CLOEXEC));
  if (!file.is_open()) throw_io_error(folder, "write", errno);
  ::unlink(name.c_str());
  // Room is taken now: a full disk would end the process later.
  const int refused = ::posix_fallocate(file.number(), 0, static_cast<off_t>(bytes));
  if (refused != 0) throw_io_error(folder, "write " + std::to_string(bytes) + " bytes", refused);
  return map_file(file.number(), 0, bytes, PROT_READ | PROT_WRITE, folder);
}

void unmap_numbers(void* memory) {
  void* const whole = reinterpret_cast<void*>(pages_of(memory, 0).first - page_bytes());
  ::munmap(whole, *static_cast<const std::size_t*>(whole));
}

void announce(ReadingOrder order, const void* memory, std::size_t bytes) {
  const Pages pages = pages_of(memory, bytes);
  ::madvise(reinterpret_cast<void*>(pages.first), pages.bytes,
            order == ReadingOrder::at_random ? MADV_RANDOM : MADV_NORMAL);
}

void begin_reading(const void* memory, std::size_t bytes) {
  const Pages pages = pages_of(memory, bytes);
  ::madvise(reinterpret_cast<void*>(pages.first), pages.bytes, MADV_WILLNEED);
}

}  // namespace mlp
