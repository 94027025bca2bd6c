// One number a training stands for what it computes: SHA-256 of the initial parameters, of the
// trained ones and of the predictions, for each case of the table, kept in goldens/signatures.txt.
//
// A change of the arithmetic moves them.  Then it must say so in CHANGELOG.md and raise
// arithmetic_number (model.hpp), and the table that the test prints becomes the new file.
#include "signature/signature.hpp"

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/digest.hpp"
#include "kernels/every_target.hpp"
#include "mlp/model/model.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

std::string hashes_of(const Signature& signature) {
  return sha256_hex(signature.initial) + " " + sha256_hex(signature.trained) + " " +
         sha256_hex(signature.predictions);
}

std::string table_of(const std::vector<std::string>& lines) {
  std::string text =
      "# case, then SHA-256 of the initial parameters, the trained parameters, the predictions;\n"
      "# last, of all that mlp_signature prints (tests/proof.sh)\n";
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Signatures, AreTheGoldenOnes) {
  std::vector<std::string> lines{"arithmetic " + std::to_string(arithmetic_number)};
  std::set<std::string> names;
  Sha256 whole;
  for (const SignatureCase& one : all_signature_cases()) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name << " twice";
    const Signature signature = signature_of(one, 1);
    lines.push_back(one.name + " " + hashes_of(signature));
    whole.add(signature.all().data(), signature.all().size());
  }
  lines.push_back("all " + whole.hex());
  const std::string now = table_of(lines);
  EXPECT_TRUE(now == read(source_folder() + "/tests/goldens/signatures.txt"))
      << "The signatures are no longer those of tests/goldens/signatures.txt.\n"
         "If a change of the arithmetic was meant, name it in CHANGELOG.md, raise arithmetic_number in\n"
         "include/mlp/model/model.hpp, and make this the new file (a new case alone needs neither):\n\n"
      << now;
}

TEST(Signatures, AreTheSameForAnyInstructionsAndThreads) {
  const std::vector<SignatureCase> cases = all_signature_cases();
  std::vector<std::string> expected;
  for (const SignatureCase& one : cases) expected.push_back(hashes_of(signature_of(one, 1)));
  under_every_target([&](const std::string&) {
    for (std::size_t i = 0; i < cases.size(); ++i)
      EXPECT_EQ(hashes_of(signature_of(cases[i], 3)), expected[i]) << cases[i].name;
  });
}

}  // namespace
}  // namespace mlp
