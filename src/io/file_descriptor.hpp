// An open file that closes itself, and how the system's refusals are told.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace mlp {

class FileDescriptor {
 public:
  // Takes over what open() returned; −1 holds nothing.
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor();
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  // Closes now and says whether the system accepted all that was written.
  bool close();

 private:
  int number_;
};

// open() that is not interrupted and does not leak into child programs.
int open_file(const std::filesystem::path& path, int flags, unsigned mode = 0);

// fsync() that is not interrupted: 0, or the system's error number.
int sync_file(int number);

// Throws IoError "PATH: cannot ACTION: REASON" for the system's error number, with a hint where
// there is something to do about it.
[[noreturn]] void throw_io_error(const std::filesystem::path& path, std::string_view action,
                                 int error_number);

}  // namespace mlp
