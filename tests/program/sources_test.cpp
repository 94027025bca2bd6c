// The same rows from files of different kinds: the same model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "io/zip_archive.hpp"
#include "program/program.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

class Sources : public ProgramTest {
 protected:
  // 40 rows of two numbers and a class, as CSV, as sparse text and as two arrays.
  void SetUp() override {
    std::string csv = "a,b,label\n", sparse, numbers, labels;
    for (int row = 0; row < 40; ++row) {
      const float a = static_cast<float>(row % 7) * 0.5f, b = static_cast<float>(row % 5) - 2.0f;
      const std::int64_t label = a + b > 1.0f ? 1 : 0;
      csv += std::to_string(a) + "," + std::to_string(b) + "," + std::to_string(label) + "\n";
      sparse += std::to_string(label) + (a != 0.0f ? " 1:" + std::to_string(a) : "") +
                (b != 0.0f ? " 2:" + std::to_string(b) : "") + "\n";
      numbers.append(reinterpret_cast<const char*>(&a), sizeof a);
      numbers.append(reinterpret_cast<const char*>(&b), sizeof b);
      labels.append(reinterpret_cast<const char*>(&label), sizeof label);
    }
    folder.write("t.csv", csv);
    folder.write("t.svm", sparse);
    folder.write("x.npy", array("<f4", "(40, 2)", numbers));
    folder.write("y.npy", array("<i8", "(40,)", labels));
  }
  static std::string array(const std::string& type, const std::string& shape, const std::string& body) {
    std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
    header.append(117 - header.size(), ' ');  // the numbers begin at a multiple of 64, as NumPy's do
    header += '\n';
    return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header + body;
  }
  void train(const std::string& name, const std::string& source) const {
    folder.write(name + ".json", R"({"data": {"train": )" + source + R"(, "test": {"fraction": 0.25}},
      "model": {"hidden": [{"units": 4}]}, "loss": "cross_entropy", "training": {"epochs": 5}})");
    succeed({"train", name + ".json", "--out", name, "--quiet"});
  }
  nlohmann::json loss_of(const std::string& run, const std::string& data, const std::string& targets) const {
    return nlohmann::json::parse(succeed({"evaluate", run, "--data", data, "--targets", targets, "--json"}))
        .at("loss");
  }
  std::string hash(const std::string& run) const {
    return json(run + "/summary.json").at("parameters_sha256");
  }
};

TEST_F(Sources, OfTheSameRowsGiveTheSameBits) {
  train("csv", R"({"type": "csv", "path": "t.csv", "target": "label"})");
  train("svm", R"({"type": "libsvm", "path": "t.svm"})");
  train("npy", R"({"type": "npy", "inputs": "x.npy", "targets": "y.npy"})");
  EXPECT_EQ(hash("svm"), hash("csv"));
  EXPECT_EQ(hash("npy"), hash("csv"));
  EXPECT_THAT(succeed({"reproduce", "npy"}), HasSubstr("IDENTICAL"));
}

TEST_F(Sources, InAnArchiveGiveTheSameBits) {
  train("npy", R"({"type": "npy", "inputs": "x.npy", "targets": "y.npy"})");
  write_zip(folder / "d.npz", {{"x.npy", folder.read("x.npy")}, {"label.npy", folder.read("y.npy")}}, true);
  train("npz", R"({"type": "npy", "inputs": "d.npz/x", "targets": "d.npz/label"})");
  EXPECT_EQ(hash("npz"), hash("npy"));
  EXPECT_THAT(succeed({"reproduce", "npz"}), HasSubstr("IDENTICAL"));
  EXPECT_EQ(json("npz/manifest.json").at("data").size(), 1u) << "one file";
  EXPECT_EQ(succeed({"predict", "npz", "d.npz/x"}), succeed({"predict", "npy", "x.npy"}));
  EXPECT_EQ(loss_of("npz", "d.npz/x", "d.npz/label"), loss_of("npy", "x.npy", "y.npy"));
  expect_error({"predict", "npz", "d.npz/z"}, 3,
               "d.npz: expected z.npy in the archive, got label.npy, x.npy");
  expect_error({"predict", "npz", "d.npz"}, 3,
               "d.npz: expected an array, got an archive of some\n"
               "  hint: name one in it, such as d.npz/x");
}

// Also of a table with categories and gaps, whose encoded rows are put on disk too.
TEST_F(Sources, OnDiskGiveTheSameBits) {
  train("npy", R"({"type": "npy", "inputs": "x.npy", "targets": "y.npy"})");
  train("npy_on_disk", R"({"type": "npy", "inputs": "x.npy", "targets": "y.npy", "on_disk": true})");
  EXPECT_EQ(hash("npy_on_disk"), hash("npy"));
  EXPECT_THAT(succeed({"reproduce", "npy_on_disk"}), HasSubstr("IDENTICAL"));
  std::string mixed = "a,color,label\n";
  for (int row = 0; row < 60; ++row)
    mixed +=
        std::to_string(row % 11) + (row % 3 == 0 ? ",red," : ",blue,") + (row % 11 > 4 ? "yes\n" : "no\n");
  folder.write("mixed.csv", mixed);
  train("csv", R"({"type": "csv", "path": "mixed.csv", "target": "label"})");
  const std::string on_disk = R"({"type": "csv", "path": "mixed.csv", "target": "label", "on_disk": true})";
  for (const std::string run : {"converted", "known"}) {
    train(run, on_disk);
    EXPECT_EQ(hash(run), hash("csv"));
    EXPECT_EQ(succeed({"predict", run, "mixed.csv"}), succeed({"predict", "csv", "mixed.csv"}));
  }
}

TEST_F(Sources, AreReadByEvaluateAndPredictAsInTraining) {
  train("csv", R"({"type": "csv", "path": "t.csv", "target": "label"})");
  train("svm", R"({"type": "libsvm", "path": "t.svm"})");
  train("npy", R"({"type": "npy", "inputs": "x.npy", "targets": "y.npy"})");
  const std::string predictions = succeed({"predict", "csv", "t.csv"});
  EXPECT_EQ(succeed({"predict", "svm", "t.svm"}), predictions);
  EXPECT_EQ(succeed({"predict", "npy", "x.npy"}), predictions);
  const std::string scores = succeed({"evaluate", "npy", "--data", "x.npy", "--targets", "y.npy", "--json"});
  EXPECT_EQ(nlohmann::json::parse(succeed({"evaluate", "svm", "--data", "t.svm", "--json"})).at("loss"),
            nlohmann::json::parse(scores).at("loss"));
  expect_error({"evaluate", "npy", "--data", "x.npy"}, 2,
               "--targets: expected the file of labels beside x.npy, got none\n"
               "  hint: in npy, inputs and labels are two files");
  expect_error({"predict", "svm", "t.svm", "--keep", "id"}, 2,
               "--keep: expected none with libsvm, got id\n  hint: libsvm has no columns of text");
  folder.write("cut.npy", folder.read("x.npy").substr(0, 200));
  EXPECT_EQ(mlp({"predict", "npy", "cut.npy"}).code, 3);
}

}  // namespace
}  // namespace mlp
