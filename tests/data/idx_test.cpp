#include "data/idx.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_files.hpp"

namespace mlp {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;

const std::string two_images = idx_file(0x08, {2, 2, 2}, "\x00\x01\x02\x03\xFF\xFE\xFD\xFC"s);
const std::string two_labels = idx_file(0x08, {2}, "\x07\x03"s);

std::string idx_error(const std::string& file) {
  return message_of<DataError>([&] { read_idx(file, "i.idx"); });
}

Dataset read_pair(const std::string& inputs, const std::string& targets, const ColumnPlan& plan = {}) {
  return read_idx_pair({inputs, "i.idx"}, NamedBytes{targets, "l.idx"}, plan);
}

std::string pair_error_of(const std::string& inputs, const std::string& targets,
                          const ColumnPlan& plan = {}) {
  return message_of<DataError>([&] { read_pair(inputs, targets, plan); });
}

ColumnPlan number_plan() {
  ColumnPlan plan;
  plan.target_kind = TargetKind::numbers;
  return plan;
}

TEST(Idx, KeepsUnsignedBytesAsBytes) {
  for (const std::string& file : {two_images, gzip_of(two_images)}) {
    const RowArray array = read_idx(file, "i.idx");
    EXPECT_EQ(array.rows, 2);
    EXPECT_EQ(array.width, 4);
    EXPECT_THAT(elements(array.bytes), ElementsAre(0, 1, 2, 3, 255, 254, 253, 252));
    EXPECT_TRUE(array.values.empty());
    // Kernels read up to a cache line past the end and find zeros.
    for (Index i = 0; i < cache_line_bytes; ++i) EXPECT_EQ(array.bytes.data()[8 + i], 0) << i;
  }
}

TEST(Idx, TurnsEveryOtherTypeIntoFloats) {
  const auto values = [](int type, const std::string& body) {
    return elements(read_idx(idx_file(type, {2}, body), "i.idx").values);
  };
  EXPECT_THAT(values(0x09, "\x80\x7F"s), ElementsAre(-128, 127));
  EXPECT_THAT(values(0x0B, "\x80\x00\x01\x02"s), ElementsAre(-32768, 258));
  EXPECT_THAT(values(0x0C, "\xFF\xFF\xFF\xFE\x00\x01\x00\x00"s), ElementsAre(-2, 65536));
  EXPECT_THAT(values(0x0D, "\x3F\xC0\x00\x00\x80\x00\x00\x01"s), ElementsAre(1.5f, 0.0f));
  EXPECT_THAT(values(0x0E, "\x3F\xF8\x00\x00\x00\x00\x00\x00\xBF\xB9\x99\x99\x99\x99\x99\x9A"s),
              ElementsAre(1.5f, -0.1f));
}

TEST(Idx, RefusesWhatIsNotIdx) {
  EXPECT_EQ(idx_error(""), "i.idx: expected an IDX file, got an empty file");
  EXPECT_EQ(idx_error(gzip_of("")), "i.idx: expected an IDX file, got an empty file");
  EXPECT_EQ(idx_error("\0\0\x08"s), "i.idx: expected an IDX header of at least 4 bytes, got 3 bytes");
  EXPECT_EQ(
      idx_error("\x89PNG"),
      "i.idx: expected the IDX magic number 00 00, got 89 50\n  hint: is it an IDX file, plain or gzip?");
  EXPECT_EQ(idx_error("\0\0\x0A\x01"s),
            "i.idx: expected the IDX element type 08, 09, 0B, 0C, 0D or 0E, got 0A");
  EXPECT_EQ(idx_error("\0\0\x08\x00"s), "i.idx: expected at least 1 dimension, got 0");
  EXPECT_EQ(idx_error("\0\0\x08\x03\0\0\0\x02"s),
            "i.idx: expected an IDX header of 16 bytes, got 8\n  hint: the file is cut short");
}

TEST(Idx, RefusesDimensionsThatDoNotFit) {
  EXPECT_EQ(idx_error(idx_file(0x08, {2, 3}, "12345")),
            "i.idx: expected 6 bytes of values for 2 x 3, got 5\n  hint: the file is cut short");
  EXPECT_EQ(idx_error(idx_file(0x0E, {1}, "123456789")),
            "i.idx: expected 8 bytes of values for 1, got 9\n  hint: something follows the values");
  EXPECT_EQ(idx_error(idx_file(0x08, {0, 28, 28}, "")),
            "i.idx: expected dimensions of at least 1, got 0 x 28 x 28");
  EXPECT_EQ(idx_error(idx_file(0x08, {3, 0}, "")), "i.idx: expected dimensions of at least 1, got 3 x 0");
  EXPECT_EQ(idx_error(idx_file(0x0E, {0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "1")),
            "i.idx: expected dimensions that fit memory, got 2147483647 x 4294967295 x 4294967295");
  EXPECT_EQ(idx_error(idx_file(0x08, {0x80000000}, "1")),
            "i.idx: expected at most 2147483647 rows, got 2147483648");
  EXPECT_EQ(
      idx_error(idx_file(0x08, {2, 0x40000000}, "1")),
      "i.idx: expected 2147483648 bytes of values for 2 x 1073741824, got 1\n  hint: the file is cut short");
}

TEST(Idx, RefusesValuesThatAreNotFinite) {
  const std::string message =
      "i.idx: row 2, value 1: expected a finite number between -3.4e38 and 3.4e38, got ";
  EXPECT_EQ(idx_error(idx_file(0x0D, {2, 1}, "\0\0\0\0\x7F\xC0\0\0"s)), message + "nan");
  EXPECT_EQ(idx_error(idx_file(0x0D, {2, 1}, "\0\0\0\0\xFF\x80\0\0"s)), message + "-inf");
  EXPECT_EQ(idx_error(idx_file(0x0E, {2, 1}, "\0\0\0\0\0\0\0\0\x7E\x37\xE4\x3C\x88\x00\x75\x9C"s)),
            message + "1e+300");
}

TEST(Idx, SurvivesEveryCut) {
  for (const std::string& whole :
       {two_images, gzip_of(two_images), idx_file(0x0D, {3}, std::string(12, 'x'))}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<Index>(length));
      EXPECT_THROW(read_idx({cut.data(), cut.size()}, "i.idx"), DataError) << length;
    }
  }
}

TEST(IdxPair, ReadsClassLabels) {
  const Dataset data = read_pair(two_images, two_labels);
  EXPECT_TRUE(data.has_bytes());
  EXPECT_EQ(data.rows, 2);
  EXPECT_EQ(data.features, 4);
  EXPECT_THAT(data.class_labels, ElementsAre("3", "7"));
  EXPECT_THAT(data.classes, ElementsAre(1, 0));
  EXPECT_THAT(data.target_names, ElementsAre("label"));
  EXPECT_TRUE(data.input_names.empty());
}

TEST(IdxPair, ReadsSignedLabelsInNumericOrder) {
  const Dataset data = read_pair(two_images, idx_file(0x0C, {2, 1}, "\0\0\0\x0A\xFF\xFF\xFF\xFE"s));
  EXPECT_THAT(data.class_labels, ElementsAre("-2", "10"));
}

TEST(IdxPair, ReadsNumbersForRegression) {
  const Dataset labels = read_pair(two_images, two_labels, number_plan());
  EXPECT_THAT(elements(labels.numbers), ElementsAre(7, 3));
  EXPECT_THAT(labels.target_names, ElementsAre("target_1"));
  const Dataset pairs = read_pair(two_images, idx_file(0x09, {2, 2}, "\x01\x02\x03\xFF"s), number_plan());
  EXPECT_THAT(elements(pairs.numbers), ElementsAre(1, 2, 3, -1));
  EXPECT_EQ(pairs.outputs, 2);
}

TEST(IdxPair, ReadsWithoutTargetsWhereThePlanAllowsIt) {
  ColumnPlan plan;
  plan.target_optional = true;
  plan.class_labels = {"3", "7"};
  const Dataset data = read_idx_pair({two_images, "i.idx"}, std::nullopt, plan);
  EXPECT_FALSE(data.has_targets());
  EXPECT_EQ(message_of<ConfigError>([] {
              read_idx_pair({two_images, "i.idx"}, std::nullopt, {});
            }),
            "i.idx: expected a file of labels beside it, got none");
}

TEST(IdxPair, RefusesTwoFilesThatDoNotFit) {
  EXPECT_EQ(pair_error_of(two_images, idx_file(0x08, {3}, "123")),
            "l.idx: expected 2 rows as in i.idx, got 3");
  EXPECT_EQ(pair_error_of(two_images, two_images), "l.idx: expected one class label per row, got 4 values");
  EXPECT_EQ(pair_error_of(two_images, idx_file(0x0D, {2}, "\0\0\0\0\x3F\xC0\0\0"s)),
            "l.idx: row 2: expected a whole number as class label, got 1.5\n"
            "  hint: numbers are targets for regression, with a loss like mse");
}

TEST(IdxPair, RefusesWhatDoesNotFitTheModel) {
  ColumnPlan plan;
  plan.class_labels = {"0", "7"};
  EXPECT_EQ(pair_error_of(two_images, two_labels, plan),
            "l.idx: row 2: expected a class label known from training (0, 7), got \"3\"");
  plan.features = 784;
  EXPECT_EQ(pair_error_of(two_images, two_labels, plan),
            "i.idx: expected 784 values per row as in training, got 4");
  plan = number_plan();
  plan.target_names = {"u", "v"};
  EXPECT_EQ(pair_error_of(two_images, two_labels, plan),
            "l.idx: expected 2 numbers per row as in training, got 1");
}

}  // namespace
}  // namespace mlp
