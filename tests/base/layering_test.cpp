// The house's order, read off the #include lines: a layer includes only what stands to
// its left, and each foreign library has its one home.
//
//   base ← choice ← kernels ← nn ← {reference, model, train};  io ← data ← model ← train ← run ← apps
//
// A file belongs to the layer that its folder names: include/mlp/LAYER, src/LAYER, apps.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source_folder.hpp"

namespace mlp {
namespace {

using Names = std::set<std::string>;

// Beside its own, the layers that a layer may include.
const std::map<std::string, Names> allowed_layers = {
    {"base", {}},
    {"choice", {"base"}},
    {"kernels", {"base", "choice"}},
    {"nn", {"base", "choice", "kernels"}},
    {"reference", {"base", "choice", "nn"}},
    {"io", {"base"}},
    {"data", {"base", "choice", "kernels", "io"}},
    {"model", {"base", "choice", "kernels", "nn", "io", "data"}},
    {"train", {"base", "choice", "kernels", "nn", "io", "data", "model"}},
    {"run", {"base", "choice", "kernels", "nn", "reference", "io", "data", "model", "train"}},
    {"apps", {"base", "choice", "kernels", "nn", "reference", "io", "data", "model", "train", "run"}},
};

// A foreign library, recognised by how its headers begin.
struct ForeignLibrary {
  std::string name;
  std::string prefix;
  Names homes;           // the layers that may include it; empty: any
  Names public_headers;  // the files of include/ that may; a caller should not need it
};
const std::vector<ForeignLibrary> foreign_libraries = {
    {"Highway", "hwy/", {"kernels"}, {}},
    {"zlib", "zlib.h", {"io"}, {}},
    {"Nettle", "nettle/", {"io"}, {}},
    {"CLI11", "CLI/", {"apps"}, {}},
    {"nlohmann-json", "nlohmann/", {}, {}},
    // Matrices are recognised by their members, so that no public header needs Eigen's.
    {"Eigen", "Eigen/", {}, {}},
};

std::string joined(const Names& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// "nn" of include/mlp/nn/x.hpp and src/nn/x.cpp, "apps" of anything in apps/; none elsewhere.
std::optional<std::string> layer_of(const std::filesystem::path& file) {
  std::vector<std::string> parts(file.begin(), file.end());
  if (parts.front() == "apps") return "apps";
  const std::size_t folder = parts.front() == "include" ? 2 : 1;
  if (parts.size() <= folder + 1 || !allowed_layers.contains(parts[folder])) return std::nullopt;
  return parts[folder];
}

struct Include {
  int line = 0;
  std::string header;  // between the quotes or brackets
  bool quoted = false;
};

std::vector<Include> includes_of(std::istream& text) {
  std::vector<Include> includes;
  std::string line;
  for (int number = 1; std::getline(text, line); ++number) {
    std::istringstream words(line);
    char hash = 0;
    std::string directive;
    if (!(words >> hash) || hash != '#') continue;
    words >> directive;
    if (!directive.starts_with("include")) continue;
    const std::size_t open = line.find_first_of("\"<");
    if (open == std::string::npos) continue;  // a macro
    const std::size_t close = line.find(line[open] == '<' ? '>' : '"', open + 1);
    includes.push_back({number, line.substr(open + 1, close - open - 1), line[open] == '"'});
  }
  return includes;
}

// What is wrong with one #include of our own headers, or nothing.
std::string problem_with_own(const std::string& layer, bool is_public, const std::string& header) {
  const bool names_public = header.starts_with("mlp/");
  const std::string path = names_public ? header.substr(4) : header;
  const std::size_t slash = path.find('/');
  const std::string target = slash == std::string::npos ? "" : path.substr(0, slash);
  if (!allowed_layers.contains(target)) {
    if (layer == "apps") return "";  // of the program itself, or a header of everything
    return "expected a path that begins with a layer, got \"" + header + "\"";
  }
  if (is_public && !names_public) {
    return "expected only public headers (mlp/…) in a public header, got \"" + header + "\"";
  }
  if (target == layer || allowed_layers.at(layer).contains(target)) return "";
  const Names& allowed = allowed_layers.at(layer);
  return "expected " + layer + " to include only " + (allowed.empty() ? "itself" : joined(allowed)) +
         ", got \"" + header + "\" of " + target;
}

// What is wrong with one #include of a foreign header, or nothing.
std::string problem_with_foreign(const std::string& layer, bool is_public, const std::string& file,
                                 const std::string& header) {
  for (const ForeignLibrary& library : foreign_libraries) {
    if (!header.starts_with(library.prefix)) continue;
    if (!library.homes.empty() && !library.homes.contains(layer)) {
      return "expected " + library.name + " only in " + joined(library.homes) + ", got <" + header + "> in " +
             layer;
    }
    if (is_public && !library.public_headers.contains(file)) {
      return "expected no " + library.name + " in a public header, got <" + header + ">";
    }
  }
  return "";
}

// Every broken rule of one file as "FILE:LINE: …".  `file` is relative to the repository.  A file of
// include/mlp itself stands outside the layers: it can only gather public headers for callers.
std::vector<std::string> problems_in(const std::string& file, std::istream& text) {
  if (std::filesystem::path(file).parent_path() == "include/mlp") return {};
  const std::optional<std::string> layer = layer_of(file);
  if (!layer) return {file + ":1: expected a file in the folder of a layer"};
  const bool is_public = file.starts_with("include/");
  std::vector<std::string> problems;
  for (const Include& include : includes_of(text)) {
    const bool own = include.quoted || include.header.starts_with("mlp/");
    const std::string problem = own ? problem_with_own(*layer, is_public, include.header)
                                    : problem_with_foreign(*layer, is_public, file, include.header);
    if (!problem.empty()) problems.push_back(file + ":" + std::to_string(include.line) + ": " + problem);
  }
  return problems;
}

std::vector<std::string> problems_in(const std::string& file, const std::string& text) {
  std::istringstream stream(text);
  return problems_in(file, stream);
}

TEST(Layering, HoldsInEveryFile) {
  const std::filesystem::path root = source_folder();
  std::vector<std::string> problems;
  Names layers_seen;
  for (const char* folder : {"include/mlp", "src", "apps"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension();
      if (extension != ".hpp" && extension != ".h" && extension != ".cpp") continue;
      const std::filesystem::path file = entry.path().lexically_relative(root);
      std::ifstream text(entry.path());
      for (const std::string& problem : problems_in(file.generic_string(), text)) problems.push_back(problem);
      layers_seen.insert(layer_of(file).value_or(""));
    }
  }
  std::sort(problems.begin(), problems.end());
  std::string all;
  for (const std::string& problem : problems) all += problem + "\n";
  EXPECT_TRUE(problems.empty()) << all
                                << "hint: the README says who may include whom; move the code, not the rule";
  EXPECT_GT(layers_seen.size(), 5u) << "hint: is source_folder() the repository?";
}

TEST(Layering, NamesFileLineAndRuleOfAnIncludeToTheRight) {
  EXPECT_THAT(
      problems_in("src/nn/passes.cpp", "// Why.\n#include \"mlp/train/trainer.hpp\"\n"),
      testing::ElementsAre("src/nn/passes.cpp:2: expected nn to include only base, choice, kernels, got "
                           "\"mlp/train/trainer.hpp\" of train"));
  EXPECT_THAT(problems_in("include/mlp/base/memory.hpp", "#  include <mlp/io/gzip.hpp>\n"),
              testing::ElementsAre("include/mlp/base/memory.hpp:1: expected base to include only itself, got "
                                   "\"mlp/io/gzip.hpp\" of io"));
  EXPECT_THAT(problems_in("src/train/metrics.cpp", "#include \"reference/network.hpp\"\n"),
              testing::SizeIs(1));
}

TEST(Layering, KeepsPrivateHeadersOutOfPublicOnes) {
  EXPECT_THAT(
      problems_in("include/mlp/model/model.hpp", "#include \"io/gzip.hpp\"\n"),
      testing::ElementsAre("include/mlp/model/model.hpp:1: expected only public headers (mlp/…) in a public "
                           "header, got \"io/gzip.hpp\""));
  EXPECT_THAT(problems_in("src/model/model.cpp", "#include \"helpers.hpp\"\n"),
              testing::ElementsAre("src/model/model.cpp:1: expected a path that begins with a layer, got "
                                   "\"helpers.hpp\""));
}

TEST(Layering, GivesEachForeignLibraryItsHome) {
  EXPECT_THAT(problems_in("src/nn/network.cpp", "#include <hwy/highway.h>\n"),
              testing::ElementsAre(
                  "src/nn/network.cpp:1: expected Highway only in kernels, got <hwy/highway.h> in nn"));
  EXPECT_THAT(problems_in("src/data/idx.cpp", "#include <zlib.h>\n#include <nettle/sha2.h>\n"),
              testing::SizeIs(2));
  EXPECT_THAT(problems_in("src/run/config.cpp", "#include <CLI/CLI.hpp>\n"), testing::SizeIs(1));
  EXPECT_THAT(
      problems_in("include/mlp/run/config.hpp", "#include <nlohmann/json.hpp>\n"),
      testing::ElementsAre("include/mlp/run/config.hpp:1: expected no nlohmann-json in a public header, got "
                           "<nlohmann/json.hpp>"));
  EXPECT_THAT(problems_in("include/mlp/model/model.hpp", "#include <Eigen/Core>\n"), testing::SizeIs(1));
}

TEST(Layering, AllowsWhatStandsToTheLeft) {
  EXPECT_THAT(problems_in("src/kernels/product.cpp",
                          "#include <vector>\n#include <hwy/highway.h>\n#include HWY_TARGET_INCLUDE\n"
                          "#include \"kernels/simd-inl.h\"\n#include \"mlp/choice/loss.hpp\"\n"
                          "// #include \"run/in_a_comment.hpp\"\n"),
              testing::IsEmpty());
  EXPECT_THAT(problems_in("apps/main.cpp",
                          "#include <CLI/CLI.hpp>\n#include \"verbs.hpp\"\n"
                          "#include \"mlp/run/config.hpp\"\n"),
              testing::IsEmpty());
  EXPECT_THAT(problems_in("src/reference/network.cpp", "#include <Eigen/Core>\n"), testing::IsEmpty());
}

}  // namespace
}  // namespace mlp
