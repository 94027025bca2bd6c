// Running another program and waiting for it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// A new folder for files that nobody needs afterwards, removed with all in it.
class ScratchFolder {
 public:
  // Throws mlp::IoError.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// Runs the program, found as a shell finds it, with what it says sent to the file `log`.  Its exit code, 128
// + the signal that ended it, or none where there is no such program.
std::optional<int> run_program(const std::vector<std::string>& command, const std::filesystem::path& log);
