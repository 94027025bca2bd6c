#include "io/field_reader.hpp"

#include <gtest/gtest.h>

#include "io/field_writer.hpp"
#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "mlp/choice/activation.hpp"

namespace mlp {
namespace {

struct Named {
  static constexpr std::string_view name = "named";
  static constexpr std::array<std::string_view, 1> aliases{"called"};
  double rate = 0.5;
  static void fields(auto& self, auto& field) {
    field("rate", self.rate, at_least(0.0).below(1.0), "its rate");
  }
};

struct ByKeys {
  static constexpr std::string_view name = "by_keys";
  static constexpr bool untagged = true;
  double share = 0.25;
  static void fields(auto& self, auto& field) {
    field("share", self.share, anything.required(), "its share");
  }
};

using Choice = std::variant<Named, ByKeys>;

struct Inner {
  Index count = 1;
  static void fields(auto& self, auto& field) {
    field("count", self.count, at_least(1).at_most(9), "how many");
  }
};

struct Everything {
  bool flag = false;
  int small = 0;
  Index signed_number = 0;
  std::uint64_t seed = 0;
  double real = 0.0;
  std::string text = "text";
  std::string letter = ",";
  std::vector<std::string> words;
  std::vector<Inner> inners;
  std::array<double, 2> pair = {0.25, 0.5};
  std::optional<Inner> maybe;
  Choice choice;
  std::optional<Choice> maybe_choice;
  static void fields(auto& self, auto& field) {
    field("flag", self.flag, anything, "a flag");
    field("small", self.small, anything, "a small number");
    field("signed_number", self.signed_number, anything, "");
    field("seed", self.seed, anything, "a seed");
    field("real", self.real, anything, "a real number");
    field("text", self.text, at_least(1), "a text");
    field("letter", self.letter, at_least(1).at_most(1), "a letter");
    field("words", self.words, at_least(1), "words");
    field("inners", self.inners, at_least(1).at_most(2), "inner ones");
    field("pair", self.pair, at_least(0.0).below(1.0), "two numbers");
    field("maybe", self.maybe, anything, "perhaps");
    field("choice", self.choice, anything, "the choice");
    field("maybe_choice", self.maybe_choice, anything, "perhaps a choice");
  }
};

Everything read(std::string_view text) { return parse_fields<Everything>(text, "a.json"); }

// Every field explicit, as one line.
std::string read_again(std::string_view text) { return write_fields(read(text)).dump(); }

std::string complaint(std::string_view text) {
  return message_of<ConfigError>([&] { read(text); });
}

TEST(FieldReader, LeavesWhatIsNotGivenAtItsDefault) {
  EXPECT_EQ(
      read_again("{}"),
      R"({"flag":false,"small":0,"signed_number":0,"seed":0,"real":0.0,"text":"text","letter":",",)"
      R"("words":[],"inners":[],"pair":[0.25,0.5],"maybe":null,"choice":{"type":"named","rate":0.5},"maybe_choice":null})");
}

TEST(FieldReader, ReadsEveryKindOfMember) {
  EXPECT_EQ(
      read_again(R"({"$schema": "s", "$comment": [1], "flag": true, "small": -3, "signed_number": -9000000000,
                           "seed": 18446744073709551615, "real": 3, "text": "é", "letter": ";", "words": ["a", "b"],
                           "inners": [{"count": 2, "$comment": "two"}, {}], "pair": [0, 0.75], "maybe": {}, "choice": {"share": 0.75},
                           "maybe_choice": {"type": "called", "rate": 0.05}})"),
      R"({"flag":true,"small":-3,"signed_number":-9000000000,"seed":18446744073709551615,"real":3.0,)"
      R"("text":"é","letter":";","words":["a","b"],"inners":[{"count":2},{"count":1}],"pair":[0.0,0.75],"maybe":{"count":1},)"
      R"("choice":{"share":0.75},"maybe_choice":{"type":"named","rate":0.05}})");
}

TEST(FieldReader, TakesABareNameNullAndASingleString) {
  const Everything value =
      read(R"({"words": "one", "maybe": null, "choice": "called", "maybe_choice": null})");
  EXPECT_EQ(value.words, std::vector<std::string>{"one"});
  EXPECT_FALSE(value.maybe);
  EXPECT_TRUE(std::holds_alternative<Named>(value.choice));
}

TEST(FieldReader, ReadsMinusZeroAsZero) {
  EXPECT_FALSE(std::signbit(read(R"({"real": -0.0})").real));
  EXPECT_FALSE(std::signbit(read(R"({"real": -0})").real));
}

struct BadText {
  std::string text;
  std::string message;
};

TEST(FieldReader, NamesPlaceExpectationAndFinding) {
  const std::string keys =
      "known keys: flag, small, signed_number, seed, real, text, letter, words, inners, pair, maybe, choice, "
      "maybe_choice";
  const std::vector<BadText> cases{
      {"[]", "1:1: expected an object, got an empty list"},
      {R"({"flag": 1})", "1:10: /flag: expected true or false, got 1\n  hint: a flag"},
      {R"({"small": 3000000000})",
       "1:11: /small: expected an integer in [-2147483648, 2147483647], got 3000000000\n  hint: a small "
       "number"},
      {R"({"signed_number": 3.0})", "1:19: /signed_number: expected an integer, got 3.0"},
      {R"({"signed_number": 9223372036854775808})",
       "1:19: /signed_number: expected an integer, got 9223372036854775808"},
      {R"({"seed": -1})", "1:10: /seed: expected an integer at least 0, got -1\n  hint: a seed"},
      {R"({"seed": 18446744073709551616})",
       "1:10: /seed: expected an integer at least 0, got 1.8446744073709552e+19\n  hint: a seed"},
      {R"({"real": "0.5"})", "1:10: /real: expected a number, got \"0.5\"\n  hint: a real number"},
      {R"({"real": null})", "1:10: /real: expected a number, got null\n  hint: a real number"},
      {R"({"text": ""})", "1:10: /text: expected a string that is not empty, got \"\"\n  hint: a text"},
      {R"({"letter": ", "})", "1:12: /letter: expected a string of 1 byte, got \", \"\n  hint: a letter"},
      {R"({"words": []})",
       "1:11: /words: expected a list that is not empty, got an empty list\n  hint: words"},
      {R"({"words": ["a", 1]})", "1:17: /words/1: expected a string, got 1\n  hint: words"},
      {R"({"inners": [{}, {}, {}]})",
       "1:12: /inners: expected a list whose number of elements is in [1, 2], got a list\n  hint: inner "
       "ones"},
      {R"({"inners": {}})",
       "1:12: /inners: expected a list whose number of elements is in [1, 2], got an object\n  hint: inner "
       "ones"},
      {R"({"pair": [0.5]})", "1:10: /pair: expected a list with 2 elements, got a list\n  hint: two numbers"},
      {R"({"pair": [0.5, 1]})", "1:16: /pair/1: expected a number in [0, 1), got 1\n  hint: two numbers"},
      {R"({"maybe": 3})", "1:11: /maybe: expected an object, got 3\n  hint: perhaps"},
      {R"({"maybe": {"count": 10}})",
       "1:21: /maybe/count: expected an integer in [1, 9], got 10\n  hint: how many"},
      {R"({"maybe": {"cuont": 1}})",
       "1:12: /maybe/cuont: unknown key \"cuont\"\n  hint: did you mean \"count\"? known keys: count"},
      {R"({"choice": "nmaed"})",
       "1:12: /choice: expected one of named, {\"share\": …}, got \"nmaed\"\n  hint: did you mean "
       "\"named\"?"},
      {R"({"choice": "caled"})",
       "1:12: /choice: expected one of named, {\"share\": …}, got \"caled\"\n  hint: did you mean "
       "\"named\"?"},
      {R"({"choice": {"type": "x"}})",
       "1:21: /choice/type: expected one of named, {\"share\": …}, got \"x\""},
      {R"({"choice": {"type": 1}})",
       "1:21: /choice/type: expected one of named, {\"share\": …}, got 1\n  hint: the choice"},
      {R"({"choice": 0.5})",
       "1:12: /choice: expected one of named, {\"share\": …}, got 0.5\n  hint: the choice"},
      {R"({"choice": {}})",
       "1:12: /choice: expected the key \"type\" with one of named, {\"share\": …}, got none\n  hint: write "
       "{\"type\": \"named\", …}"},
      {R"({"choice": {"type": "named", "rate": 1}})",
       "1:38: /choice/rate: expected a number in [0, 1), got 1\n  hint: its rate"},
      {R"({"choice": {"type": "named", "share": 1}})",
       "1:30: /choice/share: unknown key \"share\"\n  hint: known keys: rate"},
      {R"({"choice": "by_keys"})", "1:12: /choice: expected the key \"share\", got none\n  hint: its share"},
      {R"({"lr/~": 1})", "1:2: /lr~1~0: unknown key \"lr/~\"\n  hint: " + keys},
      {R"({"maybe": {"$schema": 1}})",
       "1:12: /maybe/$schema: unknown key \"$schema\"\n  hint: known keys: count"},
  };
  for (const BadText& each : cases) EXPECT_EQ(complaint(each.text), "a.json:" + each.message) << each.text;
}

TEST(FieldReader, ReportsEverythingAtOnceInOrderOfPlace) {
  EXPECT_EQ(complaint("{\"choice\": {\"type\": \"named\", \"rate\": -1,\n \"rat\": 2}, \"sed\": 1,\n "
                      "\"flag\": 0, \"flag\": 1}"),
            "a.json:1:38: /choice/rate: expected a number in [0, 1), got -1\n"
            "  hint: its rate\n"
            "a.json:2:2: /choice/rat: unknown key \"rat\"\n"
            "  hint: did you mean \"rate\"? known keys: rate\n"
            "a.json:2:13: /sed: unknown key \"sed\"\n"
            "  hint: did you mean \"seed\"? known keys: flag, small, signed_number, seed, real, text, "
            "letter, words, "
            "inners, pair, maybe, choice, maybe_choice\n"
            "a.json:3:10: /flag: expected true or false, got 0\n"
            "  hint: a flag\n"
            "a.json:3:13: /flag: duplicate key \"flag\"\n"
            "  hint: it stands in line 3 already; keep one");
}

TEST(FieldReader, DoesNotCallAMisspeltKeyMissingToo) {
  EXPECT_EQ(message_of<ConfigError>([] { parse_fields<ByKeys>(R"({"ratio": 1, "shaer": 0.5})", "a.json"); }),
            "a.json:1:2: /ratio: unknown key \"ratio\"\n  hint: known keys: share\n"
            "a.json:1:14: /shaer: unknown key \"shaer\"\n  hint: did you mean \"share\"? known keys: share");
}

// ---- A number for a choice

struct Bare {
  static constexpr std::string_view name = "bare";
  static constexpr std::string_view bare_number = "rate";
  double rate = 0.5;
  double other = 2.0;
  static void fields(auto& self, auto& field) {
    field("rate", self.rate, at_least(0.0).below(1.0), "its rate");
    field("other", self.other, anything, "another");
  }
};

struct WithBareNumber {
  std::optional<std::variant<Named, Bare>> choice = {};
  bool flag = false;
  double number = 0.0;
  static void fields(auto& self, auto& field) {
    field("choice", self.choice, anything.left_out_when_unset(), "a choice");
    field("flag", self.flag, anything.left_out_when_unset(), "a flag");
    field("number", self.number, anything.left_out_when_unset(), "a number");
  }
};

TEST(FieldReader, TakesANumberForTheAlternativeThatMayBeWrittenAsOne) {
  const auto read = parse_fields<WithBareNumber>(R"({"choice": 0.25})", "bare.json");
  EXPECT_EQ(std::get<Bare>(*read.choice).rate, 0.25);
  EXPECT_EQ(write_fields(read).dump(), R"({"choice":{"type":"bare","rate":0.25,"other":2.0}})");
  const std::string refusal =
      message_of<ConfigError>([] { parse_fields<WithBareNumber>(R"({"choice": 1.5})", "bare.json"); });
  EXPECT_NE(refusal.find("/choice: expected a number in [0, 1), got 1.5"), std::string::npos) << refusal;
}

TEST(FieldWriter, LeavesOutWhatIsUnsetWhereItIsTold) {
  EXPECT_EQ(write_fields(WithBareNumber{}).dump(), "{}");
  WithBareNumber set;
  set.flag = true;
  set.number = 0.5;
  EXPECT_EQ(write_fields(set).dump(), R"({"flag":true,"number":0.5})");
}

}  // namespace
}  // namespace mlp
