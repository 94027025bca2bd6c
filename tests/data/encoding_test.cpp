// What is fitted to the training rows, and what rows become.
#include "mlp/data/encoding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "alternatives.hpp"
#include "data/csv.hpp"
#include "data/data_files.hpp"
#include "data/encoded_rows.hpp"
#include "data/feature_scalings.hpp"
#include "data/number_transform.hpp"
#include "data/row_encoder.hpp"
#include "kernels/normal_quantile.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::IsEmpty;

constexpr float gap = std::numeric_limits<float>::quiet_NaN();

// One column "a" of these fields, and a target.
Dataset column_of(const std::vector<std::string>& fields, const ColumnConfig& config) {
  std::string text = "a,y\n";
  for (const std::string& field : fields) text += field + ",1\n";
  ColumnPlan plan;
  plan.target_kind = TargetKind::numbers;
  plan.settings = {{"a", config}};
  return read_csv(csv_with({"y"}), plan, text, "t.csv");
}

struct Encoded {
  InputEncoding encoding;
  std::vector<float> values;
  std::vector<std::string> names;
};

// Fitted to the first `training` rows, all of them encoded.
Encoded encode(const Dataset& data, Index training = -1) {
  RowView rows = all_rows(data);
  const RowView all = rows;
  if (training >= 0) rows.rows.resize(static_cast<std::size_t>(training));
  Encoded result{.encoding = fit_encoding(rows), .values = {}, .names = {}};
  const EncodedRows encoded(result.encoding, all);
  result.values = elements(encoded.view().dataset->values);
  result.names = encoded.view().dataset->input_names;
  return result;
}

Encoded encode(const std::vector<std::string>& fields, const ColumnConfig& config, Index training = -1) {
  return encode(column_of(fields, config), training);
}

TEST(Encoding, OfPlainNumbersIsTheIdentity) {
  const Dataset data = column_of({"1", "2"}, {.scaling = MinMax{}});
  EXPECT_TRUE(fit_encoding(all_rows(data)).is_identity());
  const RowView rows = all_rows(data);
  const InputEncoding none;
  EXPECT_EQ(&EncodedRows(none, rows).view(), &rows);
}

TEST(Encoding, FillsGapsWithWhatTrainingRowsSay) {
  const std::vector<std::string> fields{"1", "2", "NA", "9", "2", "100"};
  EXPECT_THAT(encode(fields, {.missing = FillMean{}}, 5).values, ElementsAre(1, 2, 3.5f, 9, 2, 100));
  EXPECT_THAT(encode(fields, {.missing = FillMedian{}}, 5).values, ElementsAre(1, 2, 2, 9, 2, 100));
  EXPECT_THAT(encode(fields, {.missing = FillMedian{}}, 4).values, ElementsAre(1, 2, 2, 9, 2, 100));
  EXPECT_THAT(encode(fields, {.missing = FillMostFrequent{}}, 5).values, ElementsAre(1, 2, 2, 9, 2, 100));
  EXPECT_THAT(encode(fields, {.missing = FillMostFrequent{}}, 4).values, ElementsAre(1, 2, 1, 9, 2, 100));
  EXPECT_THAT(encode(fields, {.missing = FillConstant{.value = -7.0}}, 5).values,
              ElementsAre(1, 2, -7, 9, 2, 100));
}

TEST(Encoding, TellsByAnIndicatorWhatWasMissing) {
  const Encoded encoded = encode({"1", "?"}, {.missing = FillConstant{.value = 5.0}, .indicator = true});
  EXPECT_THAT(encoded.values, ElementsAre(1, 0, 5, 1));
  EXPECT_THAT(encoded.names, ElementsAre("a", "a is missing"));
}

TEST(Encoding, GivesEachTrainedCategoryAFeature) {
  const Encoded encoded = encode({"b", "a", "b"}, {});
  EXPECT_THAT(encoded.values, ElementsAre(0, 1, 1, 0, 0, 1));
  EXPECT_THAT(encoded.names, ElementsAre("a=a", "a=b"));
}

TEST(Encoding, ClipsAndTransformsNumbers) {
  EXPECT_THAT(encode({"-5", "3", "50"}, {.clip = {{0.0, 10.0}}}).values, ElementsAre(0, 3, 10));
  const std::vector<float> logs = encode({"0", "1", "-1", "1e30"}, {.transform = LogTransform{}}).values;
  EXPECT_THAT(logs, ElementsAre(0, FloatNear(0.6931472f, 1e-7f), FloatNear(-0.6931472f, 1e-7f),
                                FloatNear(69.07755f, 1e-5f)));
}

TEST(Encoding, DrawsALineThroughQuantilesToTheNormalDistribution) {
  // Quantiles of the shares 1/6, 1/2, 5/6 of 0, 10, 40: at places 1/3, 1, 5/3.
  const Encoded encoded = encode({"0", "10", "40"}, {.transform = QuantileNormal{}});
  const auto z = static_cast<float>(exact::normal_quantile(5.0 / 6.0));
  ASSERT_EQ(encoded.encoding.columns[0].knots.size(), 3u);
  EXPECT_NEAR(encoded.encoding.columns[0].knots[0][0], 10.0 / 3.0, 1e-6);
  EXPECT_EQ(encoded.encoding.columns[0].knots[1][0], 10.0);
  EXPECT_EQ(encoded.encoding.columns[0].knots[2][0], 30.0);
  EXPECT_THAT(encoded.values, ElementsAre(-z, 0, z));  // the ends are level
  const RowEncoder encoder(encoded.encoding.columns);
  float between = 20.0f, feature = 0.0f;
  EXPECT_EQ(encoder.encode(&between, &feature).kind, RowEncoder::Problem::Kind::none);
  EXPECT_NEAR(feature, z / 2.0f, 1e-6f);
}

TEST(Encoding, MakesOneKnotOfEqualQuantiles) {
  // Quantiles of the shares 1/8, 3/8, 5/8 are 0, that of 7/8 is 5.
  const Encoded encoded = encode({"0", "0", "0", "8"}, {.transform = QuantileNormal{}});
  EXPECT_EQ(encoded.encoding.columns[0].knots.size(), 2u);
  EXPECT_NEAR(encoded.encoding.columns[0].knots[0][1], exact::normal_quantile(0.125) / 3.0, 1e-6);
  EXPECT_EQ(encoded.values[0], encoded.values[2]);
  EXPECT_LT(encoded.values[2], encoded.values[3]);
}

TEST(Encoding, FoldsRareCategoriesAndKeepsAnUnseenOneApartByPolicy) {
  const std::vector<std::string> fields{"a", "a", "b", "b", "c", "z"};
  const Encoded rare = encode(fields, {.unseen = OtherUnseen{}, .min_count = 2}, 5);
  EXPECT_THAT(rare.encoding.columns[0].categories, ElementsAre("a", "b"));
  EXPECT_THAT(rare.encoding.columns[0].rare, ElementsAre("c"));
  EXPECT_THAT(rare.names, ElementsAre("a=a", "a=b", "a=other"));
  EXPECT_THAT(rare.values, ElementsAre(1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1));
  const Encoded ignored = encode({"a", "b", "z"}, {.unseen = IgnoreUnseen{}}, 2);
  EXPECT_THAT(ignored.values, ElementsAre(1, 0, 0, 1, 0, 0));
  const Encoded ordinal =
      encode({"low", "high", "odd"},
             {.encoding = Ordinal{}, .categories = {"low", "middle", "high"}, .unseen = OtherUnseen{}}, 2);
  EXPECT_THAT(ordinal.values, ElementsAre(0, 2, 3));
}

TEST(Encoding, NamesTheLineOfACategoryThatNoTrainingRowHas) {
  const Dataset data = column_of({"a", "b", "z"}, {});
  EXPECT_EQ(message_of<DataError>([&] { encode(data, 2); }),
            "t.csv:4: column \"a\": expected a category that training rows have (a, b), got \"z\"\n"
            "  hint: train with \"columns\": {\"a\": {\"unseen\": \"other\", \"min_count\": 2}} in /data, or "
            "\"unseen\": \"ignore\"");
}

TEST(Encoding, MakesACategoryOfWhatIsMissing) {
  const FillConstant unknown{.category = "unknown"};
  const Encoded encoded = encode({"b", "", "a"}, {.missing = unknown});
  EXPECT_THAT(encoded.names, ElementsAre("a=a", "a=b", "a=unknown"));
  EXPECT_THAT(encoded.values, ElementsAre(0, 1, 0, 0, 0, 1, 1, 0, 0));
  EXPECT_THAT(encode({"b", "", "a", "b"}, {.missing = FillMostFrequent{}}).values,
              ElementsAre(0, 1, 0, 1, 1, 0, 0, 1));
}

TEST(Encoding, RefusesAColumnWithoutAnyValueInTraining) {
  const Dataset data = column_of({"NA", "", "5"}, {.missing = FillMedian{}});
  EXPECT_EQ(message_of<DataError>([&] { encode(data, 2); }),
            "t.csv: column \"a\": expected a value in one of the training rows at least, got none in 2 rows\n"
            "  hint: leave the column out: \"columns\": {\"a\": {\"kind\": \"ignored\"}} in /data");
}

TEST(Encoding, ScalesNumbersAndLeavesZerosAndOnes) {
  const Dataset data = column_of({"yes", "no", "yes"}, {.missing = FillMostFrequent{}, .indicator = true});
  const InputEncoding encoding = fit_encoding(all_rows(data));
  EXPECT_THAT(
      feature_scalings(encoding, data, Standardize{}),
      ElementsAre(testing::VariantWith<NoScaling>(testing::_), testing::VariantWith<NoScaling>(testing::_)));
  const Dataset numbers = column_of({"1", "2"}, {.scaling = MinMax{}});
  EXPECT_THAT(feature_scalings({}, numbers, Standardize{}),
              ElementsAre(testing::VariantWith<MinMax>(testing::_)));
}

// Targets of three rows and two numbers, with what the settings say of them.
Dataset targets_of(const std::vector<ColumnConfig>& configs) {
  Dataset data;
  data.rows = 3;
  data.features = 1;
  data.values = FlatBuffer<float>(3);
  data.outputs = 2;
  data.numbers = FlatBuffer<float>(6);
  std::ranges::copy(std::vector<float>{0, 5, 1, -7, 3, 60}, data.numbers.begin());
  data.target_names = {"price", "count"};
  data.target_columns = configs;
  return data;
}

TEST(TargetColumns, AreLearnedInThePlaceOfTheNumbersThatStay) {
  const Dataset data = targets_of({{.transform = LogTransform{}}, {.clip = {{-1.0, 10.0}}}});
  RowView rows = all_rows(data);
  rows.rows = {2, 0};
  const std::vector<FittedColumn> columns = fit_target_columns(rows);
  const InputEncoding none;
  const EncodedRows encoded(none, columns, rows);
  EXPECT_EQ(&encoded.view(), &rows);
  const float* const learned = encoded.learned_numbers();
  EXPECT_THAT(std::vector<float>(learned, learned + 2), ElementsAre(0, 5));
  EXPECT_THAT(std::vector<float>(learned + 4, learned + 6), ElementsAre(FloatNear(1.3862944f, 1e-6f), 10));
  EXPECT_EQ(data.numbers[5], 60.0f);
}

TEST(TargetColumns, AreNoneWhereNumbersAreLearnedAsTheyAre) {
  const Dataset data = targets_of({{.scaling = MinMax{}}, {}});
  const RowView rows = all_rows(data);
  EXPECT_THAT(fit_target_columns(rows), IsEmpty());
  const InputEncoding none;
  EXPECT_EQ(EncodedRows(none, {}, rows).learned_numbers(), data.numbers.data());
}

TEST(TargetColumns, RefuseWhatIsForInputs) {
  const auto refusal = [](const ColumnConfig& config) {
    const Dataset data = targets_of({config, {}});
    return message_of<ConfigError>([&] { fit_target_columns(all_rows(data)); });
  };
  const std::string inputs_only =
      "/data/columns/price: expected clip, transform and scaling alone for a target of numbers, got what is "
      "for "
      "inputs\n  hint: a row without its target teaches nothing: leave it out of the file";
  EXPECT_EQ(refusal({.missing = FillMean{}}), inputs_only);
  EXPECT_EQ(refusal({.missing_markers = {"-1"}}), inputs_only);
  EXPECT_EQ(refusal({.indicator = true}), inputs_only);
  EXPECT_EQ(refusal({.min_count = 2}), inputs_only);
  EXPECT_EQ(refusal({.kind = DateColumn{}}),
            "/data/columns/price/kind: expected numeric for a target of numbers, got date");
  EXPECT_EQ(refusal({.clip = {{2.0, 1.0}}}),
            "/data/columns/price/clip: expected the lower bound first, got [2, 1]");
}

// For every transform, a number comes back from where it was taken, within the rounding of both ways.
TEST(NumberTransform, HasAWayBack) {
  const std::vector<std::string> fields{"-3", "0", "0", "0.5", "2", "7", "40"};
  for (const Transform& transform : all_alternatives<Transform>()) {
    const InputEncoding encoding = encode(fields, {.clip = {{-1e6, 1e6}}, .transform = transform}).encoding;
    const NumberTransform there(encoding.columns[0]);
    for (const float x : {0.0f, 0.25f, 0.5f, 1.0f, 5.0f, 7.0f, 12.5f})
      EXPECT_NEAR(before_transform(encoding.columns[0], there.of(x)), x, 4e-6f) << name_of(transform) << x;
    EXPECT_TRUE(std::isnan(before_transform(encoding.columns[0], gap)));
  }
  const InputEncoding logs = encode(fields, {.transform = LogTransform{}}).encoding;
  EXPECT_NEAR(before_transform(logs.columns[0], -std::log(4.0f)), -3.0f, 1e-6f);
  const InputEncoding bell = encode(fields, {.transform = QuantileNormal{}}).encoding;
  EXPECT_EQ(before_transform(bell.columns[0], -50.0f), static_cast<float>(bell.columns[0].knots.front()[0]));
  EXPECT_EQ(before_transform(bell.columns[0], 50.0f), static_cast<float>(bell.columns[0].knots.back()[0]));
}

TEST(RowEncoder, SaysWhichColumnHoldsWhatIsRefused) {
  InputEncoding encoding;
  encoding.columns.push_back({.config = {.kind = NumericColumn{}, .clip = {{0.0, 1.0}}}});
  encoding.columns.push_back({.config = {.kind = CategoricalColumn{}}, .categories = {"a", "b"}});
  const RowEncoder encoder(encoding.columns);
  float features[3];
  const auto problem_of = [&](float number, float category) {
    const float row[]{number, category};
    return encoder.encode(row, features);
  };
  EXPECT_EQ(problem_of(0.5f, 1.0f).kind, RowEncoder::Problem::Kind::none);
  EXPECT_THAT(features, ElementsAre(0.5f, 0, 1));
  EXPECT_EQ(problem_of(gap, 1.0f).kind, RowEncoder::Problem::Kind::missing);
  EXPECT_EQ(problem_of(0.5f, gap).column, 1);
  for (const float code : {2.0f, -1.0f, 1e30f, std::numeric_limits<float>::infinity()})
    EXPECT_EQ(problem_of(0.5f, code).kind, RowEncoder::Problem::Kind::unseen) << code;
}

TEST(Encoding, NamesTheListThatACategoryIsMissingFrom) {
  const Dataset data = column_of({"a", "b", "z"}, {.categories = {"a", "b"}});
  EXPECT_EQ(message_of<DataError>([&] { encode(data); }),
            "t.csv:4: column \"a\": expected a category that /data/columns/a/categories lists (a, b), got "
            "\"z\"\n"
            "  hint: add it to the list, which is all that the network knows, or train with \"columns\": "
            "{\"a\": {\"unseen\": \"ignore\"}} in /data");
}

}  // namespace
}  // namespace mlp
