// Rows that stay on disk, or are put there once.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_files.hpp"
#include "data/read_ahead.hpp"
#include "mlp/data/load.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class OnDisk : public testing::Test {
 protected:
  void SetUp() override {
    std::string text = "a,color,y,id\n";
    for (int row = 0; row < 50; ++row) {
      text += (row % 9 == 0 ? "" : std::to_string(row)) + "," + (row % 3 == 0 ? "red" : "blue") + "," +
              (row % 2 == 0 ? "yes" : "no") + ",r" + std::to_string(row) + "\n";
    }
    folder.write("t.csv", text);
    csv.path = "t.csv";
    csv.target = {"y"};
    plan.settings["a"].missing = DropRow{};
    plan.kept = {"id"};
  }

  // Another file than t.csv, of which nothing is known.
  void use(const std::string& path, const std::vector<std::string>& target) {
    csv = {};
    csv.path = path;
    csv.target = target;
    plan = {};
  }

  Dataset read(bool on_disk) {
    csv.on_disk = on_disk;
    return read_source(csv, plan, folder.path());
  }
  // Files of converted tables.
  std::vector<std::filesystem::path> converted() const {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder / ".mlp-cache"))
      files.push_back(entry.path());
    return files;
  }

  static void expect_same(const Dataset& one, const Dataset& other) {
    EXPECT_EQ(one.rows, other.rows);
    ASSERT_EQ(one.features, other.features);
    EXPECT_EQ(elements(one.values), elements(other.values));
    EXPECT_EQ(one.classes, other.classes);
    EXPECT_EQ(elements(one.numbers), elements(other.numbers));
    EXPECT_EQ(elements(one.weights), elements(other.weights));
    EXPECT_EQ(one.lines, other.lines);
    EXPECT_EQ(one.file, other.file);
    EXPECT_EQ(one.dropped, other.dropped);
    EXPECT_EQ(one.input_names, other.input_names);
    EXPECT_EQ(one.target_names, other.target_names);
    EXPECT_EQ(one.class_labels, other.class_labels);
    ASSERT_EQ(one.columns.size(), other.columns.size());
    for (std::size_t c = 0; c < one.columns.size(); ++c)
      EXPECT_EQ(one.columns[c].categories, other.columns[c].categories);
    ASSERT_EQ(one.kept.size(), other.kept.size());
    for (std::size_t c = 0; c < one.kept.size(); ++c) EXPECT_EQ(one.kept[c].values, other.kept[c].values);
  }

  CsvSource csv;
  ColumnPlan plan;
  TemporaryFolder folder;
};

TEST_F(OnDisk, ATableIsConvertedOnceAndIsTheSame) {
  const Dataset memory = read(false);
  EXPECT_FALSE(memory.is_on_disk());
  for (int time = 0; time < 2; ++time) {
    const Dataset disk = read(true);
    EXPECT_TRUE(disk.is_on_disk());
    expect_same(disk, memory);
    EXPECT_EQ(converted().size(), 1u);
  }
}

TEST_F(OnDisk, TablesOfNumbersWithWeightsAreTheSame) {
  folder.write("n.csv", "a,y,z,w\n1,2,3,0.5\n4,5,6,1\n7,8,9,2\n");
  use("n.csv", {"y", "z"});
  csv.sample_weight = "w";
  plan.target_kind = TargetKind::numbers;
  const Dataset memory = read(false);
  read(true);
  expect_same(read(true), memory);
}

TEST_F(OnDisk, WhatIsReadAgainIsWhatWasConverted) {
  read(true);
  const auto file = converted().front();
  const auto written = std::filesystem::last_write_time(file);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  read(true);
  EXPECT_EQ(std::filesystem::last_write_time(file), written);
}

TEST_F(OnDisk, OtherBytesOrRulesAreConvertedAnew) {
  read(true);
  plan.settings["color"].min_count = 5;
  read(true);
  EXPECT_EQ(converted().size(), 2u);
  plan.settings["a"].missing_markers = {"7"};
  expect_same(read(true), read(false));
  EXPECT_EQ(converted().size(), 3u);
  folder.write("t.csv", "a,color,y,id\n1,red,no,x\n2,blue,yes,y\n3,red,no,z\n");
  EXPECT_EQ(read(true).rows, 3);
  EXPECT_EQ(converted().size(), 4u);
}

TEST_F(OnDisk, ADamagedCopyIsMadeAnew) {
  const Dataset memory = read(false);
  read(true);
  const std::string file = converted().front().string();
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 5);
  expect_same(read(true), memory);
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(-3, std::ios::end) << 'x';
  expect_same(read(true), memory);
}

TEST_F(OnDisk, SeveralFilesAreOneTable) {
  folder.write("p1.csv", "a,y\n1,p\n2,q\n");
  folder.write("p2.csv", "a,y\n3,q\n4,p");
  use("p?.csv", {"y"});
  const Dataset memory = read(false);
  expect_same(read(true), memory);
  expect_same(read(true), memory);
  folder.write("p2.csv", "a,y\n3,q\nx,p\n");
  EXPECT_THAT(message_of<DataError>([&] { read(true); }),
              HasSubstr("p2.csv:3: column \"a\": expected a number as in most rows, got \"x\""));
}

TEST_F(OnDisk, PackedTextIsRefused) {
  folder.write("t.csv.gz", gzip_of("a,y\n1,p\n"));
  use("t.csv.gz", {"y"});
  EXPECT_THAT(
      message_of<DataError>([&] { read(true); }),
      HasSubstr("t.csv.gz: expected text that is not packed with on_disk, got gzip\n  hint: gunzip it"));
}

class ArraysOnDisk : public testing::Test {
 protected:
  std::string npy(const std::string& type, const std::string& shape, const std::string& body,
                  const char* fortran = "False") const {
    std::string header =
        "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
    header.append(117 - header.size(), ' ');
    header += '\n';
    return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header + body;
  }
  template <typename T>
  static std::string body_of(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
  }
  Dataset read(bool on_disk) const {
    return read_source(NpySource{.inputs = "x.npy", .targets = "y.npy", .on_disk = on_disk}, {},
                       folder.path());
  }
  std::string refusal() const {
    return message_of<DataError>([&] { read(true); });
  }
  void SetUp() override { folder.write("y.npy", npy("|u1", "(3,)", "\x01\x02\x01")); }
  TemporaryFolder folder;
};

TEST_F(ArraysOnDisk, AreTheSame) {
  folder.write("x.npy", npy("<f4", "(3, 2)", body_of<float>({1, -2, 0, -0.0f, 5e30f, 6})));
  const Dataset disk = read(true), memory = read(false);
  EXPECT_TRUE(disk.is_on_disk());
  EXPECT_EQ(elements(disk.values), elements(memory.values));
  EXPECT_EQ(disk.classes, memory.classes);
  EXPECT_EQ(disk.features, 2);
}

TEST_F(ArraysOnDisk, OfBytesAreTheSame) {
  folder.write("x.npy",
               npy("|u1", "(3, 2, 2)", std::string("\x00\x01\x02\x03\xff\x05\x06\x07\x08\x09\x0a\x0b", 12)));
  EXPECT_TRUE(read(true).is_on_disk());
  EXPECT_EQ(elements(read(true).bytes), elements(read(false).bytes));
}

TEST_F(ArraysOnDisk, ThatWouldHaveToBeConvertedAreRefused) {
  const std::string array = "expected float32, or images of bytes, in C order with on_disk";
  const std::string body = body_of<float>({1, 2, 3, 4, 5, 6});
  folder.write("x.npy", npy("<f8", "(3, 2)", body + body));
  EXPECT_THAT(refusal(), HasSubstr(array));
  folder.write("x.npy", npy(">f4", "(3, 2)", body));
  EXPECT_THAT(refusal(), HasSubstr(array));
  folder.write("x.npy", npy("<f4", "(3, 2)", body, "True"));
  EXPECT_THAT(refusal(), HasSubstr(array));
  folder.write("x.npy", gzip_of(npy("<f4", "(3, 2)", body)));
  EXPECT_THAT(refusal(), HasSubstr("expected a file that is not packed with on_disk, got gzip"));
  folder.write("x.npy", npy("<f4", "(3, 2)", body.substr(4)));
  EXPECT_THAT(refusal(), HasSubstr("the file is cut short"));
}

TEST_F(ArraysOnDisk, OfNumbersThatTrainingWouldNotSeeAsTheyAreAreRefused) {
  folder.write("x.npy", npy("<f4", "(3, 2)", body_of<float>({1, 2, 3, NAN, 5, 6})));
  EXPECT_THAT(refusal(), HasSubstr("x.npy: row 2, value 2: expected a finite number"));
  folder.write("x.npy", npy("<f4", "(3, 2)", body_of<float>({1, 2, 3, 4, 1e-40f, 6})));
  EXPECT_THAT(refusal(),
              HasSubstr("row 3, value 1: expected 0 or a number of at least 1.2e-38 with on_disk"));
}

TEST_F(ArraysOnDisk, AreReadAheadInAnyOrderAndGivenUpAnywhere) {
  std::vector<float> numbers(3000, 1.5f);
  folder.write("x.npy", npy("<f4", "(3, 1000)", body_of<float>(numbers)));
  const Dataset data = read(true);
  ReadAhead ahead(data);
  const std::vector<std::int32_t> order{2, 0, 1};
  for (const Index reached : {0, 1, 3}) {
    ahead.begin(order, 0);
    ahead.reached(reached);
    ahead.end();
    ahead.end();
  }
  ahead.begin(order, 1);  // the destructor ends it
  EXPECT_EQ(elements(data.values), numbers);
}

}  // namespace
}  // namespace mlp
