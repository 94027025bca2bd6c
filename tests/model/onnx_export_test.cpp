// Networks as ONNX: valid to the format's own checker, and the same numbers by onnxruntime.  Both are other
// programs (tests/exports/README.md); without them, those tests are skipped.
#include "model/exports/onnx_export.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>

#include "io/temporary_folder.hpp"
#include "model/export_cases.hpp"
#include "model/exports/least_float.hpp"
#include "model/prediction_table.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

// Each activation and each network, with 40 rows.
class OnnxExportTest : public testing::Test {
 protected:
  void SetUp() override {
    cases_ = network_cases();
    for (ExportCase& each : activation_cases()) cases_.push_back(std::move(each));
    for (const ExportCase& each : cases_) {
      folder_.write(each.name + ".onnx", onnx_export(each.model));
      const FlatBuffer<float> inputs = scattered_inputs(each.model, rows);
      folder_.write(each.name + ".in", {reinterpret_cast<const char*>(inputs.data()),
                                        static_cast<std::size_t>(inputs.size()) * sizeof(float)});
    }
  }

  // Its exit code.
  int run(const std::string& program) const {
    const std::string command =
        program + " '" + folder_.path().string() + "' > '" + (folder_ / "log").string() + "' 2>&1";
    return WEXITSTATUS(std::system(command.c_str()));
  }

  static constexpr Index rows = 40;
  static constexpr int missing = 77;  // what the scripts say where they have nothing to run with
  TemporaryFolder folder_;
  std::vector<ExportCase> cases_;
};

TEST_F(OnnxExportTest, IsValid) {
  const int code = run("/usr/bin/python3 " + source_folder() + "/tests/exports/check_onnx.py");
  if (code == missing || code == 127) GTEST_SKIP() << "python3-onnx is not installed";
  EXPECT_EQ(code, 0) << folder_.read("log");
}

TEST_F(OnnxExportTest, GivesTheSameNumbersByOnnxruntime) {
  const int code = run("node " + source_folder() + "/tests/exports/run_onnx.mjs");
  if (code == missing || code == 127) GTEST_SKIP() << "onnxruntime-web is not installed";
  ASSERT_EQ(code, 0) << folder_.read("log");
  for (const ExportCase& each : cases_) {
    const FlatBuffer<float> inputs = scattered_inputs(each.model, rows);
    const Dataset data = dataset_of(each.model, inputs);
    const Predictions predictions = each.model.predict(all_rows(data));
    const FlatBuffer<float> wanted = prediction_table(each.model, predictions);
    const std::string got = folder_.read(each.name + ".out");
    const std::size_t values = static_cast<std::size_t>(wanted.size()) * sizeof(float);
    ASSERT_EQ(got.size(), values + predictions.classes.size() * sizeof(std::int32_t)) << each.name;
    for (Index i = 0; i < wanted.size(); ++i) {
      float value;
      std::memcpy(&value, got.data() + static_cast<std::size_t>(i) * sizeof value, sizeof value);
      EXPECT_NEAR(value, wanted[i], 1e-5f * std::max(1.0f, std::fabs(wanted[i]))) << each.name << " " << i;
    }
    // No two scores of these rows come near enough for rounding to decide.
    std::vector<std::int32_t> classes(predictions.classes.size());
    if (!classes.empty()) std::memcpy(classes.data(), got.data() + values, got.size() - values);
    EXPECT_EQ(classes, predictions.classes) << each.name;
  }
}

TEST(OnnxExport, CarriesNamesAndLabels) {
  const std::string file = onnx_export(network_cases().front().model);
  EXPECT_THAT(file, HasSubstr(R"(["x0","x1","x2","x3","x4","x5"])"));
  EXPECT_THAT(file, HasSubstr(R"(["a \"œillet\" */","b \"œillet\" */"])"));
}

TEST(OnnxExport, IsTheSameForTheSameModel) {
  for (const ExportCase& each : network_cases())
    EXPECT_EQ(onnx_export(each.model), onnx_export(each.model)) << each.name;
}

TEST(LeastFloat, LetsTheSameFloatsPassAsTheDouble) {
  for (const double threshold : {0.5, 0.1, 0.3, 1e-9, 0.999999999}) {
    const float least = least_float_from(threshold);
    EXPECT_GE(static_cast<double>(least), threshold);
    EXPECT_LT(static_cast<double>(std::nextafter(least, 0.0f)), threshold);
  }
}

}  // namespace
}  // namespace mlp
