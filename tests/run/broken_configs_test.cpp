// Every mistake in tests/broken_configs gets the message that stands beside it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "io/mapped_file.hpp"
#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/config.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

// Whether `text` is `pattern`, where each '*' stands for any text within a line.
bool matches(std::string_view text, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return text == pattern;
  if (text.substr(0, star) != pattern.substr(0, star)) return false;
  for (std::size_t i = star; i <= text.size(); ++i) {
    if (matches(text.substr(i), pattern.substr(star + 1))) return true;
    if (i < text.size() && text[i] == '\n') return false;
  }
  return false;
}

std::string read(const std::filesystem::path& path) { return std::string(MappedFile(path).bytes()); }

std::vector<std::filesystem::path> broken_configs() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder() + "/tests/broken_configs")) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

TEST(BrokenConfigs, MatchingKnowsStarsAndNothingElse) {
  EXPECT_TRUE(matches("known keys: a, b\nend", "known keys: *\nend"));
  EXPECT_FALSE(matches("known keys: a, b\nend", "known keys: *end"));
  EXPECT_FALSE(matches("a.c", "a?c"));
}

TEST(BrokenConfigs, GetTheMessageThatStandsBesideThem) {
  EXPECT_GE(broken_configs().size(), 60u);
  for (const std::filesystem::path& path : broken_configs()) {
    std::filesystem::path expected = path;
    expected.replace_extension(".txt");
    const std::string message =
        message_of<ConfigError>([&] { parse_config(read(path), path.filename().string()); }) + "\n";
    EXPECT_TRUE(matches(message, read(expected))) << message << "but expected\n" << read(expected);
  }
}

}  // namespace
}  // namespace mlp
