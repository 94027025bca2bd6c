// mlp export: files that other programs read, and what --verify says about them.
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <sstream>

#include "program/program.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Export : public ProgramTest {
 protected:
  void SetUp() override {
    write_flowers();
    succeed({"train", "flowers.json", "--out", "run", "--quiet"});
  }
  void write_program(const std::string& name, const std::string& text) const {
    folder.write(name, text);
    std::filesystem::permissions(folder / name, std::filesystem::perms::owner_all);
  }
};

TEST_F(Export, NamesTheFileAfterTheRun) {
  for (const std::string format : {"onnx", "c", "json", "dot"}) {
    const Outcome outcome = mlp({"export", "run", "--to", format});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("mlp: wrote run." + format));
    EXPECT_TRUE(std::filesystem::exists(folder / ("run." + format)));
  }
  succeed({"export", "run/model.safetensors", "--to", "npy"});
  EXPECT_TRUE(std::filesystem::exists(folder / "model-npy/layers.0.weight.npy"));
}

TEST_F(Export, VerifiesWhatItWrote) {
  for (const std::string format : {"c", "json", "npy"}) {
    const std::string out = succeed({"export", "run", "--to", format, "--verify", "flowers.csv"});
    EXPECT_THAT(out, StartsWith("verified: 30 rows ")) << format;
    EXPECT_THAT(out, HasSubstr(", the same bits\n")) << format;
  }
}

TEST_F(Export, SaysTheSizesOfABareOne) {
  // 2 shifts and scales, 8 × 2 + 8 and 3 × 8 + 3 parameters; two rows of 8.
  const Outcome outcome =
      mlp({"export", "run", "--to", "c", "--bare", "--name", "classify", "--verify", "flowers.csv"});
  EXPECT_EQ(outcome.err, "mlp: wrote run.c: 220 bytes of constants (flash), 64 bytes of RAM\n");
  EXPECT_EQ(outcome.out, "verified: 30 rows through cc, the same bits\n");
  EXPECT_THAT(folder.read("run.c"), HasSubstr("int classify_class(const float *inputs, float *outputs);"));
}

// A compiler whose programs say 0.
TEST_F(Export, EndsWithSevenWhereTheFileSaysOtherThings) {
  write_program(
      "zeros.sh",
      "#!/bin/sh\nwhile [ \"$1\" != -o ]; do shift; done\n"
      "printf '#!/bin/sh\\nhead -c 360 /dev/zero > \"$2\"; head -c 120 /dev/zero > \"$3\"\\n' > \"$2\"\n"
      "chmod +x \"$2\"\n");
  const Outcome outcome = mlp({"export", "run", "--to", "c", "--verify", "flowers.csv"}, {"CC=./zeros.sh"});
  EXPECT_EQ(outcome.code, 7);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("\nmlp: run.c: row 1: expected probability_daisy 0."));
  EXPECT_THAT(outcome.err, HasSubstr(" as mlp predict has it, got 0\n  hint: do not use the file"));
}

TEST_F(Export, ShowsWhatACompilerComplainsAbout) {
  write_program("no.sh", "#!/bin/sh\necho 'no such option'\nexit 1\n");
  const Outcome outcome = mlp({"export", "run", "--to", "c", "--verify", "flowers.csv"}, {"CC=./no.sh"});
  EXPECT_EQ(outcome.code, 7);
  EXPECT_THAT(outcome.err,
              HasSubstr("mlp: run.c: expected a file that ./no.sh runs, got:\nno such option\n"));
}

TEST_F(Export, SaysPlainlyWhereNothingCanRunTheFile) {
  const Outcome c = mlp({"export", "run", "--to", "c", "--verify", "flowers.csv"}, {"CC=./absent"});
  EXPECT_EQ(c.code, 0);
  EXPECT_EQ(c.out, "");
  EXPECT_THAT(c.err,
              HasSubstr("mlp: not verified: found nothing here to run run.c\n  hint: it takes a C compiler"));
  const Outcome onnx = mlp({"export", "run", "--to", "onnx", "--verify", "flowers.csv"}, {"PATH=/absent"});
  EXPECT_EQ(onnx.code, 0);
  EXPECT_THAT(onnx.err,
              HasSubstr("mlp: not verified: found nothing here to run run.onnx\n  hint: it takes python3"));
}

TEST_F(Export, RefusesWhatDoesNotGoTogether) {
  expect_error({"export", "run", "--to", "onnx", "--bare"}, 2,
               "--bare: expected --to c beside it, got --to onnx");
  expect_error({"export", "run", "--to", "json", "--name", "f"}, 2,
               "--name: expected --to c beside it, got --to json");
  expect_error({"export", "run", "--to", "dot", "--verify", "flowers.csv"}, 2,
               "--verify: expected a format that holds the network, got --to dot\n"
               "  hint: a picture computes nothing");
  expect_error({"export", "run", "--to", "c", "--name", "a b"}, 2,
               "--name: expected a name that a function of C can have, got \"a b\"\n"
               "  hint: letters, digits and _, a letter first");
}

TEST_F(Export, RefusesAnUnknownFormatAndARunThatIsNone) {
  expect_error({"export", "run", "--to", "onxx"}, 2,
               "--to: expected one of onnx, c, npy, json, dot, got \"onxx\"\n  hint: did you mean \"onnx\"?");
  EXPECT_EQ(mlp({"export", "absent", "--to", "c"}).code, 5);
  EXPECT_EQ(mlp({"export", "run", "--to", "c", "--out", "absent/x.c"}).code, 5);
}

TEST_F(Export, NumpyReadsTheModelFileByTheFormatsRules) {
  const std::string command =
      "cd '" + folder.path().string() + "' && /usr/bin/python3 '" + source_folder() +
      "/tests/exports/predict_by_numpy.py' run/model.safetensors flowers.csv > numpy.csv";
  const int code = WEXITSTATUS(std::system(command.c_str()));
  if (code == 77 || code == 127) GTEST_SKIP() << "python3-numpy is not installed";
  ASSERT_EQ(code, 0);
  std::istringstream ours(succeed({"predict", "run", "flowers.csv"})), theirs(folder.read("numpy.csv"));
  std::string our_line, their_line;
  std::getline(ours, our_line);  // the header
  int rows = 0;
  for (; std::getline(ours, our_line) && std::getline(theirs, their_line); ++rows) {
    std::istringstream our_fields(our_line.substr(our_line.find(',') + 1)), their_fields(their_line);
    std::string a, b;
    while (std::getline(our_fields, a, ',') && std::getline(their_fields, b, ','))
      EXPECT_NEAR(std::stod(a), std::stod(b), 1e-5)
          << "row " << rows;  // NumPy's sums and exponentials are its own
  }
  EXPECT_EQ(rows, 30);
}

}  // namespace
}  // namespace mlp
