#include "io/nearest_file.hpp"

#include <algorithm>
#include <string>
#include <system_error>
#include <vector>

#include "base/nearest.hpp"

namespace mlp {

namespace fs = std::filesystem;

// Enough for folders that people look into; it bounds the work in others.
static constexpr std::size_t most_names = 10000;

static std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code failure;
  for (fs::directory_iterator entry(folder.empty() ? "." : folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    names.push_back(entry->path().filename().string());
    if (names.size() == most_names) break;
  }
  std::sort(names.begin(), names.end());  // not the order that the file system happens to have
  return names;
}

std::optional<fs::path> nearest_file(const fs::path& path) {
  fs::path folder;
  for (const fs::path& part : path) {
    std::error_code failure;
    if (fs::exists(folder / part, failure) || failure) {
      folder /= part;
      continue;
    }
    const auto near = nearest(part.string(), names_in(folder));
    if (!near) return std::nullopt;
    return folder / *near;
  }
  return std::nullopt;
}

}  // namespace mlp
