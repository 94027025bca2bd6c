// What the README and the tutorial show is what the examples are.
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "mlp/base/memory.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

std::string text_of(const std::string& name) {
  std::ifstream file(source_folder() + "/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Index lines_of_code(const std::string& text) {
  std::istringstream lines(text);
  Index count = 0;
  for (std::string line; std::getline(lines, line);) count += line.empty() ? 0 : 1;
  return count;
}

// The first piece of C++ in a section of a page.
std::string code_in(const std::string& page, const std::string& section) {
  const std::string text = text_of(page), opening = "```cpp\n";
  const std::size_t begin = text.find(opening, text.find(section)) + opening.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(Tutorial, ShowsTheExampleThatIsBuiltAndRun) {
  EXPECT_EQ(code_in("docs/tutorial.md", "## The same from C++"), text_of("examples/from_config.cpp"));
}

TEST(Readme, ShowsTheExampleThatIsBuiltAndRun) {
  const std::string shown = code_in("README.md", "## In your own program");
  EXPECT_EQ(shown, text_of("examples/in_memory.cpp"));
  EXPECT_LT(lines_of_code(shown), 25) << "the README's promise: all of it in fewer lines";
}

}  // namespace
}  // namespace mlp
