// Each file includes what it names of the standard library: itself, or one of our headers does that it includes.
// A build whose files share translation units would never miss it.  What it names of ours is missed by a build
// of the preset dev.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>

#include "source_folder.hpp"

namespace mlp {
namespace {

using Names = std::set<std::string>;

// The header of each of these names in namespace std.
const std::map<std::string, std::string> header_of = {
    {"all_of", "algorithm"},
    {"any_of", "algorithm"},
    {"array", "array"},
    {"atomic", "atomic"},
    {"copy_n", "algorithm"},
    {"cout", "iostream"},
    {"exception_ptr", "exception"},
    {"exchange", "utility"},
    {"fabs", "cmath"},
    {"fill_n", "algorithm"},
    {"find_if", "algorithm"},
    {"from_chars", "charconv"},
    {"function", "functional"},
    {"int32_t", "cstdint"},
    {"iota", "numeric"},
    {"isfinite", "cmath"},
    {"isnan", "cmath"},
    {"lower_bound", "algorithm"},
    {"make_unique", "memory"},
    {"map", "map"},
    {"max_element", "algorithm"},
    {"memcpy", "cstring"},
    {"mutex", "mutex"},
    {"none_of", "algorithm"},
    {"numeric_limits", "limits"},
    {"optional", "optional"},
    {"ostringstream", "sstream"},
    {"set", "set"},
    {"shared_ptr", "memory"},
    {"sort", "algorithm"},
    {"span", "span"},
    {"sqrt", "cmath"},
    {"string", "string"},
    {"thread", "thread"},
    {"to_chars", "charconv"},
    {"uint32_t", "cstdint"},
    {"uint64_t", "cstdint"},
    {"uint8_t", "cstdint"},
    {"unique_ptr", "memory"},
    {"unordered_map", "unordered_map"},
    {"unordered_set", "unordered_set"},
    {"variant", "variant"},
    {"vector", "vector"},
};

struct SourceFile {
  Names standard_headers;
  Names own_headers;  // as written
  Names names;        // after std::
};

Names matches_of(const std::string& text, const std::string& pattern) {
  Names found;
  const std::regex wanted(pattern);
  for (std::sregex_iterator match(text.begin(), text.end(), wanted), end; match != end; ++match)
    found.insert((*match)[1]);
  return found;
}

SourceFile parsed(const std::string& text) {
  std::string code;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) code += line.substr(0, line.find("//")) + "\n";
  return {.standard_headers = matches_of(code, R"(#include <(\w+)>)"),
          .own_headers = matches_of(code, R"RE(#include "([^"]+)")RE"),
          .names = matches_of(code, R"(\bstd::(\w+))")};
}

// Headers that `file` names things of and that neither it nor one of its own headers includes.
Names missing_headers(const SourceFile& file, const std::map<std::string, SourceFile>& headers) {
  Names included = file.standard_headers;
  for (const std::string& own : file.own_headers) {
    const auto header = headers.find(own);
    if (header != headers.end())
      included.insert(header->second.standard_headers.begin(), header->second.standard_headers.end());
  }
  Names missing;
  for (const std::string& name : file.names) {
    const auto header = header_of.find(name);
    if (header != header_of.end() && !included.contains(header->second)) missing.insert(header->second);
  }
  return missing;
}

TEST(Includes, NameTheStandardHeadersOfWhatAFileUses) {
  std::map<std::string, SourceFile> files, headers;
  for (const std::string folder : {"include", "src", "apps"}) {
    const std::filesystem::path root = std::filesystem::path(source_folder()) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const std::string extension = entry.path().extension();
      if (extension != ".hpp" && extension != ".cpp") continue;
      std::ifstream stream(entry.path());
      const std::string text(std::istreambuf_iterator<char>(stream), {});
      const std::string name = entry.path().lexically_relative(root).generic_string();
      files[folder + "/" + name] = headers[name] = parsed(text);
    }
  }
  EXPECT_GT(files.size(), 100u) << "hint: is source_folder() the repository?";
  std::string problems;
  for (const auto& [name, file] : files) {
    for (const std::string& header : missing_headers(file, headers))
      problems += name + ": expected #include <" + header + ">\n";
  }
  EXPECT_EQ(problems, "");
}

TEST(Includes, AreFoundInTheFileAndInItsOwnHeadersOnly) {
  const std::map<std::string, SourceFile> headers = {
      {"a.hpp", parsed("#include <vector>\n#include \"b.hpp\"\n")}, {"b.hpp", parsed("#include <string>\n")}};
  const SourceFile file = parsed(
      "#include <map>\n#include \"a.hpp\"\nstd::vector<std::string> x;  // std::set\n"
      "std::map<int, std::uint8_t> y;\n");
  EXPECT_THAT(missing_headers(file, headers), testing::ElementsAre("cstdint", "string"));
}

}  // namespace
}  // namespace mlp
