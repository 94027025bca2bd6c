#include "io/json_pointer.hpp"

#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

JsonNode tree_of(std::string_view text) {
  std::vector<JsonProblem> problems;
  return parse_json(text, "a.json", problems);
}

// Compact JSON again, to compare with.
std::string text_of(const JsonNode& node) {
  std::string text;
  if (const auto* list = std::get_if<JsonArray>(&node.value)) {
    for (const JsonNode& each : *list) text += (text.empty() ? "" : ",") + text_of(each);
    return "[" + text + "]";
  }
  if (const auto* object = std::get_if<JsonObject>(&node.value)) {
    for (const JsonMember& each : *object)
      text += (text.empty() ? "" : ",") + each.key + ":" + text_of(each.value);
    return "{" + text + "}";
  }
  return shown(node);
}

std::string after_setting(std::string_view text, std::string_view pointer, std::string_view value) {
  JsonNode document = tree_of(text);
  set_by_pointer(document, pointer, value, {.line = 0, .column = 1});
  return text_of(document);
}

std::string complaint(std::string_view text, std::string_view pointer, std::string_view value) {
  return message_of<ConfigError>([&] { after_setting(text, pointer, value); });
}

TEST(JsonPointer, SetsReplacesAndMakesWhatIsMissing) {
  EXPECT_EQ(after_setting(R"({"a": 1})", "/a", "2"), "{a:2}");
  EXPECT_EQ(after_setting(R"({"a": 1})", "/b", "[true]"), "{a:1,b:[true]}");
  EXPECT_EQ(after_setting("{}", "/a/b/c", "-1.5"), "{a:{b:{c:-1.5}}}");
  EXPECT_EQ(after_setting(R"({"a": null})", "/a/b", "1"), "{a:{b:1}}");
  EXPECT_EQ(after_setting("{}", "/x~1y/~0", "1"), "{x/y:{~:1}}");
}

TEST(JsonPointer, TakesWhatIsNotJsonAsAString) {
  EXPECT_EQ(after_setting("{}", "/loss", "mse"), R"({loss:"mse"})");
  EXPECT_EQ(after_setting("{}", "/path", ""), R"({path:""})");
  EXPECT_EQ(after_setting("{}", "/path", "\"3\""), R"({path:"3"})");
}

TEST(JsonPointer, ReachesIntoListsAndAppends) {
  EXPECT_EQ(after_setting("[1,2]", "/1", "3"), "[1,3]");
  EXPECT_EQ(after_setting("[1]", "/-", "3"), "[1,3]");
  EXPECT_EQ(after_setting(R"({"hidden": [{"units": 1}]})", "/hidden/0/units", "9"), "{hidden:[{units:9}]}");
  EXPECT_EQ(after_setting(R"({"hidden": []})", "/hidden/-/units", "9"), "{hidden:[{units:9}]}");
}

TEST(JsonPointer, OpensAChoiceThatIsABareName) {
  EXPECT_EQ(after_setting(R"({"optimizer": "sgd"})", "/optimizer/momentum", "0.9"),
            R"({optimizer:{type:"sgd",momentum:0.9}})");
}

TEST(JsonPointer, NamesAWayThatLeadsNowhere) {
  EXPECT_EQ(complaint("[1,2]", "/2", "3"),
            "--set /2: expected the number of an element of a list of 2, got \"2\"\n"
            "  hint: elements count from 0; - appends one");
  EXPECT_EQ(complaint("[1,2]", "/x", "3"),
            "--set /x: expected the number of an element of a list of 2, got \"x\"\n"
            "  hint: elements count from 0; - appends one");
  EXPECT_EQ(complaint(R"({"a": 1})", "/a/b", "3"),
            "--set /a/b: expected an object or a list that could hold \"b\", got 1");
  const std::string form =
      ": expected a JSON pointer and a value\n"
      "  hint: write it like --set /training/epochs=3 or --set /model/hidden/0/units=64";
  EXPECT_EQ(complaint("{}", "a", "3"), "--set a" + form);
  EXPECT_EQ(complaint("{}", "", "3"), "--set " + form);
  EXPECT_EQ(complaint("{}", "/~2", "3"), "--set /~2" + form);
  EXPECT_EQ(complaint("{}", "/a", R"({"b": 1, "b": 2})"),
            "--set /a: /b: duplicate key \"b\"\n  hint: it stands in line 1 already; keep one");
  EXPECT_EQ(complaint("{}", "/a", "\xff"), "--set /a: expected UTF-8, got something else");
}

TEST(JsonPointer, FindsTheInnermostPlaceThatExists) {
  const JsonNode document = tree_of("{\"a\":\n [1,\n  {\"b\": 2}]}");
  EXPECT_EQ(position_of(document, "/a/1/b").column, 9);
  EXPECT_EQ(position_of(document, "/a/1/c").column, 3);
  EXPECT_EQ(position_of(document, "/a/7").line, 2);
  EXPECT_EQ(position_of(document, "no pointer").line, 1);
}

}  // namespace
}  // namespace mlp
