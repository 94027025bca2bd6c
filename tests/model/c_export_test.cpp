// Networks as C: compiled by what compilers there are, they compute the same bits as the library.
#include "model/exports/c_export.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <cstring>

#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"
#include "model/export_cases.hpp"
#include "model/exports/c_functions.hpp"
#include "model/exports/c_text.hpp"
#include "model/prediction_table.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::Not;

// Reads NAME.in of each network and writes NAME.out, and its classes behind the values.
constexpr std::string_view main_begin = R"(#include <stdio.h>
#include <stdlib.h>
)";
constexpr std::string_view main_middle = R"(
static int run(const char *name, void (*predict)(const float *, float *), int (*classify)(const float *, float *),
               int inputs, int outputs) {
  char path[200];
  float *x = malloc(sizeof(float) * inputs), *y = malloc(sizeof(float) * outputs);
  FILE *from, *to;
  snprintf(path, sizeof path, "%s.in", name);
  from = fopen(path, "rb");
  snprintf(path, sizeof path, "%s.out", name);
  to = fopen(path, "wb");
  if (!from || !to) return 1;
  while (fread(x, sizeof(float), inputs, from) == (size_t)inputs) {
    float predicted = -1.0f;
    predict(x, y);
    fwrite(y, sizeof(float), outputs, to);
    if (classify) predicted = (float)classify(x, y);
    fwrite(&predicted, sizeof predicted, 1, to);
  }
  return fclose(from) | fclose(to);
}
int main(void) {
  int failed = 0;
)";

class CExportTest : public testing::Test {
 protected:
  void add(const ExportCase& each, const FlatBuffer<float>& inputs, bool bare = false) {
    const Model& model = each.model;
    folder_.write(each.name + ".c", c_export(model, {.name = each.name, .bare = bare}).text);
    folder_.write(each.name + ".in", bytes(inputs));
    const Dataset data = dataset_of(model, inputs);
    const Predictions predictions = model.predict(all_rows(data));
    const FlatBuffer<float> table = prediction_table(model, predictions);
    const Index width = table.size() / data.rows;
    FlatBuffer<float> wanted(table.size() + data.rows);
    for (Index row = 0; row < data.rows; ++row) {
      std::copy_n(table.data() + row * width, width, wanted.data() + row * (width + 1));
      const bool has_class = !predictions.classes.empty();
      wanted[row * (width + 1) + width] =
          has_class ? static_cast<float>(predictions.classes[static_cast<std::size_t>(row)]) : -1.0f;
    }
    networks_.push_back({each.name, width + 1, wanted});
    const std::string arguments = "(const float *, float *)";
    prototypes_ += "void " + each.name + arguments + ";\n";
    const bool has_classes = !model.class_labels.empty();
    if (has_classes) prototypes_ += "int " + each.name + "_class" + arguments + ";\n";
    calls_ += "  failed |= run(\"" + each.name + "\", " + each.name + ", " +
              (has_classes ? each.name + "_class" : std::string("0")) + ", " +
              std::to_string(model.input_columns()) + ", " + std::to_string(width) + ");\n";
  }

  void expect_the_same_bits(const std::string& compiler) {
    folder_.write("main.c", std::string(main_begin) + prototypes_ + std::string(main_middle) + calls_ +
                                "  return failed;\n}\n");
    const std::string in_folder = "cd '" + folder_.path().string() + "' && ";
    const std::string build =
        in_folder + compiler + " -pedantic -Wall -Werror -o networks *.c 2> log && ./networks";
    ASSERT_EQ(std::system(build.c_str()), 0) << compiler << "\n" << folder_.read("log");
    for (const Network& network : networks_) {
      const std::string got = folder_.read(network.name + ".out");
      ASSERT_EQ(got.size(), static_cast<std::size_t>(network.wanted.size()) * sizeof(float)) << network.name;
      Index differing = 0;
      for (Index i = 0; i < network.wanted.size() && differing < 3; ++i) {
        float value;
        std::memcpy(&value, got.data() + static_cast<std::size_t>(i) * sizeof value, sizeof value);
        if (std::bit_cast<std::uint32_t>(value) == std::bit_cast<std::uint32_t>(network.wanted[i])) continue;
        ++differing;
        ADD_FAILURE() << compiler << ": " << network.name << ": row " << i / network.width << ", column "
                      << i % network.width << ": " << value << " is not " << network.wanted[i];
      }
    }
  }

  static std::string bytes(const FlatBuffer<float>& values) {
    return {reinterpret_cast<const char*>(values.data()),
            static_cast<std::size_t>(values.size()) * sizeof(float)};
  }

 private:
  struct Network {
    std::string name;
    Index width;
    FlatBuffer<float> wanted;
  };
  TemporaryFolder folder_;
  std::vector<Network> networks_;
  std::string prototypes_, calls_;
};

// Floats of all sizes, infinities and NaNs among them, and more of those where activations bend.
FlatBuffer<float> floats_of_all_sizes() {
  constexpr std::uint32_t step = 1299709;  // a prime
  FlatBuffer<float> floats(2 * static_cast<Index>(0xffffffffu / step));
  for (Index i = 0; i < floats.size() / 2; ++i) {
    floats[2 * i] = std::bit_cast<float>(static_cast<std::uint32_t>(i) * step);
    floats[2 * i + 1] = static_cast<float>(i - floats.size() / 4) * 0.007f;
  }
  return floats;
}

bool has(const std::string& program) {
  return std::system(("command -v " + program + " > /dev/null 2>&1").c_str()) == 0;
}

// What lets a compiler use this CPU's fused multiply-add, where it would not by itself.
std::string fma_option() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("fma")) return " -mfma";
#endif
  return "";
}

TEST_F(CExportTest, ComputesTheSameBitsAsTheLibrary) {
  for (const ExportCase& each : activation_cases()) add(each, floats_of_all_sizes());
  for (const ExportCase& each : network_cases()) add(each, scattered_inputs(each.model, 50));
  // With the fallback for a CPU without fused multiply-add, and with its instruction.
  expect_the_same_bits("cc -std=c99 -O1");
  expect_the_same_bits("cc -std=gnu99 -O2" + fma_option());
  for (const std::string clang : {"clang", "clang-14"}) {
    if (has(clang)) return expect_the_same_bits(clang + " -std=c99 -O1" + fma_option());
  }
}

TEST_F(CExportTest, ABareOneComputesTheSameBits) {
  for (const ExportCase& each : network_cases()) {
    if (each.name == "all" || each.name == "threshold") add(each, scattered_inputs(each.model, 50), true);
  }
  expect_the_same_bits("cc -std=c99 -O0");
}

// Beside the C library's, on floats of all sizes: random bits, half of them with c near -a·b.
constexpr std::string_view exactness_main = R"(
#include <math.h>
#include <stdio.h>
static int differ(float ours, float wanted) { return wanted != wanted ? ours == ours : mlp_bits(ours) != mlp_bits(wanted); }
int main(void) {
  uint32_t state = 1, i;
  int wrong = 0;
  for (i = 0; i < 4000000u && wrong < 10; ++i) {
    float x[3];
    int k;
    for (k = 0; k < 3; ++k) {
      state = state * 1664525u + 1013904223u;
      x[k] = mlp_float(state ^ state >> 15);
    }
    if (i % 2) x[2] = -(float)((double)x[0] * x[1]) * (1.0f + (float)(i % 16) * 0x1p-22f);
    if (differ(mlp_fused(x[0], x[1], x[2]), fmaf(x[0], x[1], x[2]))) ++wrong, printf("fma %a %a %a\n", x[0], x[1], x[2]);
    if (differ(mlp_sqrt(x[0]), sqrtf(x[0]))) ++wrong, printf("sqrt %a\n", x[0]);
  }
  return wrong != 0;
}
)";

TEST(CExport, ItsFusedMultiplyAddAndItsRootAreExact) {
  const TemporaryFolder folder;
  folder.write("exact.c", "#include <stdint.h>\n" + c_functions({"mlp_bits", "mlp_fused", "mlp_sqrt"}) +
                              std::string(exactness_main));
  const std::string command = "cd '" + folder.path().string() +
                              "' && cc -std=c99 -O1 -o exact exact.c -lm > log 2>&1 && ./exact >> log";
  EXPECT_EQ(std::system(command.c_str()), 0) << folder.read("log");
}

TEST(CExport, NeedsNoLibrary) {
  for (const ExportCase& each : network_cases()) {
    const std::string text = c_export(each.model, {}).text;
    EXPECT_THAT(text, Not(HasSubstr("#include <math.h>"))) << each.name;
    EXPECT_THAT(text, Not(HasSubstr("malloc"))) << each.name;
  }
}

TEST(CExport, ABareOneHoldsNoNames) {
  const Model model = network_cases().front().model;
  EXPECT_THAT(c_export(model, {}).text, HasSubstr("const char *const predict_labels[2] = {"));
  const CExport bare = c_export(model, {.bare = true});
  EXPECT_THAT(bare.text, Not(HasSubstr("predict_labels")));
  EXPECT_THAT(bare.text, HasSubstr("static float x[9], y[9];"));
}

TEST(CExport, CountsItsMemory) {
  // 6 shifts and scales; 9 × 6 + 9, 5 × 9 + 5, 2 × 5 + 2 parameters; two rows of 9.
  const CExport file = c_export(network_cases().front().model, {});
  EXPECT_EQ(file.constant_bytes, 4 * (12 + 63 + 50 + 12));
  EXPECT_EQ(file.scratch_bytes, 4 * 18);
}

TEST(CExport, RefusesNamesThatCHasNoFunctionsOf) {
  const Model model = network_cases().front().model;
  EXPECT_EQ(message_of<ConfigError>([&] { c_export(model, {.name = "1st"}); }),
            "--name: expected a name that a function of C can have, got \"1st\"\n"
            "  hint: letters, digits and _, a letter first");
  for (const std::string name :
       {"", "a-b", "int", "mlp_exp", "main", "asm", "typeof", "constexpr", "static_assert"})
    EXPECT_THROW(c_export(model, {.name = name}), ConfigError) << name;
}

TEST(CText, WritesFloatsAsHexadecimalLiterals) {
  EXPECT_EQ(c_literal(1.0f), "0x1p+0f");
  EXPECT_EQ(c_literal(-0.1f), "-0x1.99999ap-4f");
  EXPECT_EQ(c_literal(0.0f), "0x0p+0f");
}

TEST(CText, WritesTextInAscii) { EXPECT_EQ(c_literal("a\"?œ"), "\"a\\\"\\?\\305\\223\""); }

}  // namespace
}  // namespace mlp
