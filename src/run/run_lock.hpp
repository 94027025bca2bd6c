// At most one program at a time writes to a run directory.
#pragma once

#include <filesystem>

#include "io/file_descriptor.hpp"

namespace mlp {

// Holds an advisory lock on the directory itself; the system drops it with the process, however
// that ends, so no stale lock is ever left.
class RunLock {
 public:
  // Throws IoError when another process has it, or when there is no such directory.
  explicit RunLock(const std::filesystem::path& directory);

 private:
  FileDescriptor directory_;
};

// Whether some process, this one included, trains the run.  Asks without keeping anybody waiting; false where
// there is no such directory.
bool is_locked(const std::filesystem::path& directory);

}  // namespace mlp
