// mlp activations: curves, facts and pictures.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "program/program.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Activations : public ProgramTest {};

const std::vector<std::string> unicode{"LC_ALL=C.UTF-8"};

TEST_F(Activations, CsvHoldsValueAndSlope) {
  EXPECT_EQ(succeed({"activations", "relu", "leaky_relu:negative_slope=0.25", "--csv", "--points", "3"}),
            "activation,z,value,slope\n"
            "relu,-10,0,0\nrelu,0,0,0\nrelu,10,10,1\n"
            "leaky_relu:negative_slope=0.25,-10,-2.5,0.25\n"
            "leaky_relu:negative_slope=0.25,0,0,0.25\n"
            "leaky_relu:negative_slope=0.25,10,10,1\n");
  EXPECT_EQ(
      succeed({"activations", R"({"type": "relu"})", "--csv", "--points", "2", "--from", "-3", "--to", "-1"}),
      "activation,z,value,slope\nrelu,-3,0,0\nrelu,-1,0,0\n");
}

TEST_F(Activations, CsvReadsBackToTheSameFloats) {
  std::istringstream lines(succeed({"activations", "tanh", "--csv"}));
  std::string line;
  std::getline(lines, line);
  int count = 0;
  while (std::getline(lines, line)) {
    ++count;
    const std::string z = line.substr(5, line.find(',', 5) - 5);
    const float read = std::strtof(z.c_str(), nullptr);
    EXPECT_EQ(read, static_cast<float>(-10.0 + 20.0 * (count - 1) / 200.0)) << z;
  }
  EXPECT_EQ(count, 201);
}

TEST_F(Activations, NamesWithCommasAreQuoted) {
  EXPECT_THAT(succeed({"activations", "softplus:beta=2,threshold=10", "--csv", "--points", "2"}),
              HasSubstr("\n\"softplus:beta=2.0,threshold=10.0\",-10,"));
  EXPECT_THAT(
      succeed({"activations", "--compare", "softplus:beta=2,threshold=10,tanh", "--csv", "--points", "2"}),
      HasSubstr("\ntanh,-10,-1,"));
}

TEST_F(Activations, OneIsDrawnWithItsFacts) {
  const std::string text = succeed({"activations", "relu"}, unicode);
  EXPECT_THAT(text, StartsWith("relu   f(z) = max(0, z)\n\n  10 ┤"));
  EXPECT_THAT(text, HasSubstr("\n  range          0 … ∞\n  monotonicity   never falls\n"
                              "  slope at 0     0, a corner from 0 to 1\n  saturates      for z < 0\n"
                              "  exact zeros    50.0 %\n"));
  EXPECT_THAT(text, HasSubstr("\n  source         Nair & Hinton 2010\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST_F(Activations, WithoutUnicodeTheyAreDrawnInAscii) {
  const std::string text = succeed({"activations", "relu"}, {"LC_ALL=C"});
  EXPECT_THAT(text, HasSubstr("\n  10 +"));
  EXPECT_THAT(text, HasSubstr("\n     ++---"));
}

TEST_F(Activations, AllAreShownAtAGlance) {
  const std::string text = succeed({"activations"}, unicode);
  for (const char* name : {"relu", "hard_swish", "log_softmax", "prelu"})
    EXPECT_THAT(text, HasSubstr("\n  " + std::string(name) + " ")) << name;
  EXPECT_THAT(text, HasSubstr("\n  sigmoid        0 … 1         for |z| > 5.986 "));
}

TEST_F(Activations, PicturesAreWholeFilesInBothColours) {
  succeed({"activations", "--compare", "relu,sigmoid", "--svg", "both.svg", "--html", "both.html"});
  const std::string svg = folder.read("both.svg"), page = folder.read("both.html");
  EXPECT_THAT(svg, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" "));
  EXPECT_THAT(page, StartsWith("<!doctype html>\n"));
  for (const std::string& text : {svg, page}) {
    EXPECT_THAT(text, HasSubstr("@media (prefers-color-scheme:dark){"));
    EXPECT_THAT(text, HasSubstr(">sigmoid</text>"));
    EXPECT_THAT(text, Not(HasSubstr("<script")));
    EXPECT_THAT(text, Not(HasSubstr("nan")));
    EXPECT_THAT(text, Not(HasSubstr("href")));
  }
  EXPECT_THAT(page, HasSubstr("<dt>exact zeros</dt><dd>50.0 %</dd>"));
}

TEST_F(Activations, DepthShowsVanishingGradients) {
  const std::string text = succeed({"activations", "--depth", "20", "--width", "64"}, unicode);
  EXPECT_THAT(text, StartsWith("  20 layers of 64 units, a batch of 256 inputs of N(0, 1), seed 1\n"));
  EXPECT_THAT(text, testing::ContainsRegex("\n  relu         he_normal .* is kept\n"));
  EXPECT_THAT(text, testing::ContainsRegex("\n  sigmoid      glorot_uniform .* vanishes\n"));
  const std::string csv = succeed({"activations", "selu", "--depth", "2", "--width", "8", "--initializer",
                                   "glorot_normal:gain=2", "--csv"});
  EXPECT_THAT(csv, StartsWith("activation,initializer,layer,value_rms,delta_rms,weight_gradient_rms\n"
                              "selu,glorot_normal:gain=2.0,1,"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
}

TEST_F(Activations, DepthOfWeightsThatAreAllZeroSaysSo) {
  const std::string text =
      succeed({"activations", "relu", "--depth", "3", "--width", "8", "--initializer", "zeros"});
  EXPECT_THAT(text, testing::ContainsRegex("\n  relu         zeros +- +- +- +vanishes\n"));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
}

TEST_F(Activations, MistakesAreNamed) {
  const std::string usage = "\n  hint: mlp activations --help says what it takes";
  EXPECT_THAT(mlp({"activations", "rleu"}).err,
              testing::EndsWith(", got \"rleu\"\n  hint: did you mean \"relu\"?\n"));
  expect_error({"activations", "leaky_relu:slope=0.2"}, 2,
               "activations: /slope: unknown key \"slope\"\n"
               "  hint: did you mean \"negative_slope\"? known keys: negative_slope");
  expect_error({"activations", "leaky_relu:negative_slope=2"}, 2,
               "activations: /negative_slope: expected a number in [0, 1], got 2\n"
               "  hint: slope for negative inputs");
  expect_error({"activations", "leaky_relu:0.2"}, 2,
               "activations: expected FIELD=VALUE after the colon, got \"0.2\"\n"
               "  hint: for example leaky_relu:negative_slope=0.2");
  expect_error({"activations", "hard_tanh:min_value=3"}, 2,
               "activations: /max_value: expected a number above min_value, 3, got 1\n"
               "  hint: outputs are cut to what lies between them; -1 and 1 are usual");
  expect_error({"activations", "relu", "--from", "3", "--to", "1"}, 2,
               "activations: --to: expected a number above --from, which is 3, got 1\n"
               "  hint: for example --from -3 --to 3");
  expect_error({"activations", "--from", "inf"}, 2,
               "activations: --from: expected a number in [-1e+30, 1e+30], got \"inf\"" + usage);
  expect_error({"activations", "--points", "1"}, 2,
               "activations: --points: expected an integer in [2, 1000000], got \"1\"" + usage);
  expect_error({"activations", "relu", "--width", "5"}, 2, "activations: --width requires --depth" + usage);
  expect_error({"activations", "softmax", "--depth", "5"}, 2,
               "activations: --depth: expected activations for hidden layers, got softmax\n"
               "  hint: it mixes the units of a layer and fits the output only");
  expect_error({"activations", "relu", "--compare", "tanh"}, 2,
               "activations: expected names or --compare, got both\n"
               "  hint: mlp activations --compare relu,tanh lays both on one picture");
}

TEST_F(Activations, TheirPageIsUpToDate) {
  const std::string command =
      source_folder() + "/docs/make_activations.sh " + MLP_PROGRAM + " " + folder.path().string();
  ASSERT_EQ(std::system(command.c_str()), 0);
  for (const char* name : {"activations.md", "activations.svg", "activations_depth.svg"}) {
    std::ifstream file(source_folder() + "/docs/" + name, std::ios::binary);
    const std::string kept((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_TRUE(folder.read(name) == kept) << name << " is out of date; run docs/make_activations.sh";
  }
}

}  // namespace
}  // namespace mlp
