// The grammar of --where, and what meets it.
#include "run/run_condition.hpp"

#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

using nlohmann::json;

bool holds(const std::string& condition, const json& value) {
  return parse_condition(condition).holds(&value);
}

TEST(RunCondition, HasAKeyARelationAndAValueWithBlanksAround) {
  for (const std::string text : {"/optimizer/learning_rate=0.05", "/optimizer/learning_rate == 0.05"}) {
    const RunCondition condition = parse_condition(text);
    EXPECT_EQ(condition.key, "/optimizer/learning_rate");
    EXPECT_EQ(condition.relation, RunCondition::Relation::equal);
    EXPECT_EQ(condition.text, "0.05");
  }
  EXPECT_EQ(parse_condition("a<=1").relation, RunCondition::Relation::at_most);
  EXPECT_EQ(parse_condition("a=b=c").text, "b=c") << "the first relation counts";
}

TEST(RunCondition, ComparesNumbersAsNumbers) {
  EXPECT_TRUE(holds("a=0.050", 0.05));
  EXPECT_TRUE(holds("a=5e-2", 0.05));
  EXPECT_TRUE(holds("a>9", 10));
  EXPECT_FALSE(holds("a<9", 10));
  EXPECT_TRUE(holds("a>=10", 10));
  EXPECT_TRUE(holds("a<=10", 10));
  EXPECT_FALSE(holds("a!=10.0", 10));
  EXPECT_TRUE(holds("a!=9", 10));
}

TEST(RunCondition, ComparesStringsByTheirBytes) {
  EXPECT_TRUE(holds("status=finished", "finished"));
  EXPECT_TRUE(holds("status=\"finished\"", "finished"));
  EXPECT_TRUE(holds("started>2026-05-01", "2026-05-01T10:00:00Z"));
  EXPECT_TRUE(holds("name=7", "7")) << "a name may look like a number";
  EXPECT_FALSE(holds("status<diverged", "finished"));
}

TEST(RunCondition, TakesTrueFalseAndNullAsTheyStand) {
  EXPECT_TRUE(holds("a=true", true));
  EXPECT_FALSE(holds("a=true", false));
  EXPECT_TRUE(holds("/training/early_stopping=null", nullptr));
  EXPECT_TRUE(holds("a!=null", 1));
}

TEST(RunCondition, IsMetByNoOtherKindOfValueButAsUnequal) {
  EXPECT_FALSE(holds("a<word", 1));
  EXPECT_FALSE(holds("a>word", 1));
  EXPECT_FALSE(holds("a>=1", "word"[0] == 'w'));
  EXPECT_TRUE(holds("a!=word", 1));
}

TEST(RunCondition, IsNotMetByARunWithoutTheKeyButAsUnequal) {
  EXPECT_FALSE(parse_condition("a=1").holds(nullptr));
  EXPECT_FALSE(parse_condition("a<1").holds(nullptr));
  EXPECT_TRUE(parse_condition("a!=1").holds(nullptr));
}

TEST(RunCondition, RefusesWhatIsNone) {
  const std::string hint =
      "\n  hint: for example --where 'test.accuracy>0.97', in quotes, since < and > mean files to a shell";
  const std::string expected = ": expected KEY=VALUE, or !=, <, <=, > or >= for =, got ";
  const struct {
    std::string text, got;
  } wrong[] = {{"accuracy", "no relation"}, {"", "no relation"}, {"=3", "no key"},
               {"a=", "no value"},          {"a> ", "no value"}, {"a!3", "\"!\""}};
  for (const auto& [text, got] : wrong)
    EXPECT_EQ(message_of<ConfigError>([&, text = text] { parse_condition(text); }),
              "--where " + text + expected + got + hint);
}

}  // namespace
}  // namespace mlp
