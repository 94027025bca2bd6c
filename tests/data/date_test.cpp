#include "data/date.hpp"

#include <gtest/gtest.h>

namespace mlp {
namespace {

TEST(Date, CountsDaysSinceTheEpoch) {
  EXPECT_EQ(days_since_1970("1970-01-01"), 0.0);
  EXPECT_EQ(days_since_1970("1969-12-31"), -1.0);
  EXPECT_EQ(days_since_1970("2000-02-29"), 11016.0);
  EXPECT_EQ(days_since_1970("2024-03-01"), 19783.0);  // date -d 2024-03-01 +%s, divided by 86400
  EXPECT_EQ(days_since_1970("0001-01-01"), -719162.0);
  EXPECT_EQ(days_since_1970("9999-12-31"), 2932896.0);
}

TEST(Date, HasTheTimeOfTheDayAsAFraction) {
  EXPECT_EQ(days_since_1970("1970-01-02T12:00"), 1.5);
  EXPECT_EQ(days_since_1970("1970-01-01 18:00:00Z"), 0.75);
  EXPECT_EQ(days_since_1970("1970-01-01T00:00:00.5"), 0.5 / 86400.0);
}

TEST(Date, RefusesWhatIsNone) {
  for (const char* text :
       {"", "1970", "1970-1-1", "1970-13-01", "1970-02-29", "1900-02-29", "1970-00-10", "1970-01-32",
        "1970-01-01T", "1970-01-01T24:00", "1970-01-01T12", "1970-01-01T12:60", "1970-01-01T12:00:00.",
        "1970-01-01x", "x1970-01-01", "01/02/1970", "0000-01-01"})
    EXPECT_EQ(days_since_1970(text), std::nullopt) << text;
}

}  // namespace
}  // namespace mlp
