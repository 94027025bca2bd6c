// Writing files that must never be seen half-written.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace mlp {

// Writes the concatenation of `parts` to a temporary in the same directory, syncs it, renames it
// to `path`, and syncs the directory.  On failure the temporary is removed, whatever stood at
// `path` still does, and IoError names the path, the bytes needed and the system's reason.
// A symbolic link is followed.  What is no plain file (a pipe, /dev/stdout) is written to directly.
void write_atomically(const std::filesystem::path& path, const std::vector<std::string_view>& parts);

// Removes the temporaries that a process which was killed while writing left in `folder`.
// REQUIRES: no other process is writing there.  Throws IoError.
void remove_temporaries(const std::filesystem::path& folder);

}  // namespace mlp
