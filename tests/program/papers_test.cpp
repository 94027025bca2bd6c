// The experiments from the literature, configs/papers: each has the hash that its training ends with, and the
// quick ones are trained here.
#include <gmock/gmock.h>

#include <map>
#include <set>
#include <sstream>

#include "io/mapped_file.hpp"
#include "program/program.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

std::string committed(const std::string& name) {
  const MappedFile file(source_folder() + "/" + name);
  return std::string(file.bytes());
}

// By the config's name.
std::map<std::string, std::string> expected_hashes() {
  std::istringstream lines(committed("configs/papers/parameters_sha256.txt"));
  std::map<std::string, std::string> hashes;
  for (std::string hash, name; lines >> hash >> name;) hashes[name] = hash;
  return hashes;
}

TEST(Papers, HaveAHashEachAndAPlaceOnThePage) {
  const std::map<std::string, std::string> hashes = expected_hashes();
  const std::string page = committed("docs/papers.md");
  std::set<std::string> configs;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder() + "/configs/papers")) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = entry.path().stem();
    configs.insert(name);
    EXPECT_EQ(nlohmann::json::parse(committed("configs/papers/" + name + ".json")).at("name"), name);
    EXPECT_THAT(page, HasSubstr("`" + name + "`"));
  }
  for (const auto& [name, hash] : hashes) EXPECT_TRUE(configs.contains(name)) << name;
  EXPECT_EQ(hashes.size(), configs.size());
}

class QuickPaper : public ProgramTest, public testing::WithParamInterface<const char*> {};

TEST_P(QuickPaper, EndsWithItsHash) {
  const std::string name = GetParam();
  succeed({"train", shipped("papers/" + name), "--out", "run", "--quiet", "--no-report"});
  EXPECT_EQ(json("run/summary.json").at("parameters_sha256"), expected_hashes().at(name));
}

INSTANTIATE_TEST_SUITE_P(All, QuickPaper,
                         testing::Values("he_2015_he", "he_2015_glorot", "klambauer_2017_iris",
                                         "klambauer_2017_iris_relu", "klambauer_2017_wine",
                                         "klambauer_2017_wine_relu", "klambauer_2017_breast_cancer",
                                         "klambauer_2017_breast_cancer_relu", "klambauer_2017_digits",
                                         "klambauer_2017_digits_relu"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace mlp
