// What the README shows is what the examples are.
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

TEST(Readme, ShowsTheExampleThatIsBuiltAndRun) {
  const std::string readme = text_of("README.md"), opening = "```cpp\n";
  const std::size_t section = readme.find("## In your own program");
  const std::size_t begin = readme.find(opening, section) + opening.size();
  const std::string shown = readme.substr(begin, readme.find("```", begin) - begin);
  EXPECT_EQ(shown, text_of("examples/in_memory.cpp"));
  EXPECT_LT(lines_of_code(shown), 25) << "the README's promise: all of it in fewer lines";
}

}  // namespace
}  // namespace mlp
