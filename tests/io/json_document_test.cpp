#include "io/json_document.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

JsonNode parsed(std::string_view text) {
  std::vector<JsonProblem> problems;
  JsonNode document = parse_json(text, "a.json", problems);
  throw_problems(problems, "a.json");
  return document;
}

std::string document_complaint(std::string_view text) {
  return message_of<ConfigError>([&] { parsed(text); });
}

const std::string document = R"({
  "name": "é\n", "list": [1, -2,
    3.5, true , null],
  "object" : {"a":{},"b":[]}
})";

TEST(JsonDocument, RemembersLineAndColumnOfEveryValueAndKey) {
  const JsonNode root = parsed(document);
  const auto place = [](Position at) { return std::to_string(at.line) + ":" + std::to_string(at.column); };
  EXPECT_EQ(place(root.at), "1:1");
  EXPECT_EQ(place(root.find("name")->at), "2:11");
  const JsonNode& list = *root.find("list");
  EXPECT_EQ(place(list.at), "2:27");  // é is two bytes
  const auto& elements = std::get<JsonArray>(list.value);
  std::string places;
  for (const JsonNode& element : elements) places += place(element.at) + " ";
  EXPECT_EQ(places, "2:28 2:31 3:5 3:10 3:17 ");
  EXPECT_EQ(place(root.find("object")->at), "4:14");
  EXPECT_EQ(place(root.find("object")->find("a")->at), "4:19");
  const auto& members = std::get<JsonObject>(root.find("object")->value);
  EXPECT_EQ(place(members[0].at), "4:15");
  EXPECT_EQ(place(members[1].at), "4:22");
  EXPECT_EQ(place(members[1].value.at), "4:26");
}

TEST(JsonDocument, HoldsIntegersExactlyAndNumbersRoundedToNearest) {
  const JsonNode root =
      parsed("[0, -1, 18446744073709551615, -9223372036854775808, 0.1, 1e-999, 18446744073709551616]");
  const auto& list = std::get<JsonArray>(root.value);
  EXPECT_EQ(std::get<std::uint64_t>(list[0].value), 0u);
  EXPECT_EQ(std::get<std::int64_t>(list[1].value), -1);
  EXPECT_EQ(std::get<std::uint64_t>(list[2].value), UINT64_MAX);
  EXPECT_EQ(std::get<std::int64_t>(list[3].value), INT64_MIN);
  EXPECT_EQ(std::get<double>(list[4].value), 0.1);
  EXPECT_EQ(std::get<double>(list[5].value), 0.0);
  EXPECT_EQ(std::get<double>(list[6].value), 18446744073709551616.0);
}

TEST(JsonDocument, ReportsDuplicateKeysAndKeepsTheFirst) {
  std::vector<JsonProblem> problems;
  const JsonNode root =
      parse_json("{\"a\": 1,\n \"b\": {\"a\": 2, \"x/y\": 0, \"x/y\": [3]},\n \"a\": 4}", "a.json", problems);
  EXPECT_EQ(std::get<std::uint64_t>(root.find("a")->value), 1u);
  EXPECT_EQ(std::get<std::uint64_t>(root.find("b")->find("x/y")->value), 0u);
  EXPECT_EQ(message_of<ConfigError>([&] { throw_problems(problems, "a.json"); }),
            "a.json:2:26: /b/x~1y: duplicate key \"x/y\"\n"
            "  hint: it stands in line 2 already; keep one\n"
            "a.json:3:2: /a: duplicate key \"a\"\n"
            "  hint: it stands in line 1 already; keep one");
}

struct BadSyntax {
  std::string text;
  std::string message;
};

TEST(JsonDocument, SaysWhatIsWrongAsAPersonWould) {
  const std::string double_quotes = "\n  hint: strings are written in double quotes";
  const std::string comma = "\n  hint: is a comma missing before it?";
  const std::string number =
      "\n  hint: a number is written like 1, -0.5 or 1e-3: no leading '+' or zeros, digits around the point";
  const std::vector<BadSyntax> cases{
      {"", "1:1: expected a JSON value, got an empty text"},
      {" \n ", "2:2: expected a JSON value, got an empty text"},
      {"{\"a\": [1,\n2}",
       "2:2: expected ',' or ']', got '}'\n  hint: the '[' of line 1 is closed by its own kind"},
      {"{\"a\": 1",
       "1:8: expected ',' or '}', got the end of the text\n  hint: the '{' of line 1 is not closed"},
      {"{\"a\": 1,\n}",
       "2:1: expected a key in double quotes, got '}'\n  hint: leave out the comma before it: JSON has no "
       "trailing commas"},
      {"[1, 2, ]",
       "1:8: expected a value, got ']'\n  hint: leave out the comma before it: JSON has no trailing commas"},
      {"[\"a\",,\"b\"]", "1:6: expected a value, got ','"},
      {"[,1]", "1:2: expected a value or ']', got ','"},
      {"{,}", "1:2: expected a key in double quotes or '}', got ','"},
      {"{\"a\": 1 // one\n}",
       "1:9: expected ',' or '}', got '/'\n  hint: JSON has no comments; write \"$comment\": \"…\""},
      {"# config\n{}",
       "1:1: expected a JSON value, got '#'\n  hint: JSON has no comments; write \"$comment\": \"…\""},
      {"{'a': 1}", "1:2: expected a key in double quotes or '}', got '''" + double_quotes},
      {"{\"a\": 'b'}", "1:7: expected a value, got '''" + double_quotes},
      {"{\"a\": “b”}",
       "1:7: expected a value, got a typographic quote\n  hint: strings are written in straight double "
       "quotes"},
      {"{\"a\": relu}", "1:7: expected a value, got relu" + double_quotes},
      {"{units: 3}", "1:2: expected a key in double quotes or '}', got units\n  hint: write \"units\""},
      {"[True]", "1:2: expected a value or ']', got True\n  hint: write true"},
      {"[1, None]", "1:5: expected a value, got None\n  hint: write null"},
      {"[NaN]", "1:2: expected a value or ']', got NaN\n  hint: JSON has no NaN and no infinity"},
      {"[-Infinity]", "1:2: expected a value or ']', got -Infinity\n  hint: JSON has no NaN and no infinity"},
      {"[truefalse]", "1:2: expected a value or ']', got truefalse" + double_quotes},
      {"[nul]", "1:2: expected a value or ']', got nul" + double_quotes},
      {"{\"a\": 1 \"b\": 2}", "1:9: expected ',' or '}', got a string" + comma},
      {"[1 2]", "1:4: expected ',' or ']', got 2" + comma},
      {"[{} {}]", "1:5: expected ',' or ']', got '{'" + comma},
      {"{\"a\" 1}", "1:6: expected ':' after the key, got 1"},
      {"{\"a\", 1}", "1:5: expected ':' after the key, got ','"},
      {"{\"a\":: 1}", "1:6: expected a value, got ':'"},
      {"{\"a\":}", "1:6: expected a value, got '}'"},
      {"{1: 2}", "1:2: expected a key in double quotes or '}', got 1"},
      {"[01]", "1:2: expected a value or ']', got 01" + number},
      {"[+1]", "1:2: expected a value or ']', got +1" + number},
      {"[.5]", "1:2: expected a value or ']', got .5" + number},
      {"[1.]", "1:2: expected a value or ']', got 1." + number},
      {"[0x1F]", "1:2: expected a value or ']', got 0x1F" + number},
      {"[1e999]",
       "1:2: expected a number that a double can hold, got 1e999\n  hint: the largest is about 1.8e308"},
      {"{\"a\": -1e999}",
       "1:7: expected a number that a double can hold, got -1e999\n  hint: the largest is about 1.8e308"},
      {"{} {}", "1:4: expected the end of the file, got '{'"},
      {"{}}", "1:3: expected the end of the file, got '}'"},
      {"1,", "1:2: expected the end of the file, got ','"},
      {"[\"a]",
       "1:2: expected a closing '\"' on the same line as the string's start\n  hint: a line break inside a "
       "string is written \\n"},
      {"[\"a\nb\"]",
       "1:2: expected a closing '\"' on the same line as the string's start\n  hint: a line break inside a "
       "string is written \\n"},
      {"[\"a\tb\"]",
       "1:4: expected a string without control characters, got the byte 0x09\n  hint: a tab is written \\t"},
      {"[\"C:\\data\"]",
       "1:5: expected a string with JSON's escapes, got an unknown one\n"
       "  hint: a backslash is written \\\\; JSON knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"},
      {"[\"\\ud800\"]",
       "1:3: expected a string with JSON's escapes, got an unknown one\n"
       "  hint: a backslash is written \\\\; JSON knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"},
      {"[\"caf\xe9\"]", "1:6: expected UTF-8, got the byte 0xE9\n  hint: save the file as UTF-8"},
      {"[\"\xff\"]", "1:3: expected UTF-8, got the byte 0xFF\n  hint: save the file as UTF-8"},
      {"\xef\xbb\xbf{}",
       "1:1: expected JSON, got a byte-order mark\n  hint: save the file as UTF-8 without a byte-order mark"},
      {std::string("{}\0", 3), "1:3: expected JSON, got the byte 0x00\n  hint: save the file as UTF-8"},
      {std::string(101, '['), "1:101: expected at most 100 levels of lists and objects, got more"},
  };
  for (const BadSyntax& each : cases)
    EXPECT_EQ(document_complaint(each.text), "a.json:" + each.message) << each.text;
}

TEST(JsonDocument, IsNotStruckByDeepNesting) {
  EXPECT_EQ(document_complaint(std::string(10'000'000, '[')),
            "a.json:1:101: expected at most 100 levels of lists and objects, got more");
  EXPECT_NO_THROW(parsed(std::string(100, '[') + std::string(100, ']')));
}

TEST(JsonDocument, RefusesATextCutAtAnyByte) {
  for (std::size_t size = 0; size < document.size(); ++size) {
    const std::string message = document_complaint(document.substr(0, size));
    EXPECT_TRUE(message.starts_with("a.json:")) << size << ": " << message;
  }
}

// Whatever one byte turns into, the parser's verdict is that of the library's plain parser, and
// every refusal has a place in the text.
TEST(JsonDocument, AgreesWithThePlainParserOnEveryChangedByte) {
  for (std::size_t i = 0; i < document.size(); ++i) {
    for (int byte = 1; byte < 256; ++byte) {
      std::string changed = document;
      changed[i] = static_cast<char>(byte);
      std::vector<JsonProblem> problems;
      const std::string message = message_of<ConfigError>([&] { parse_json(changed, "a.json", problems); });
      const bool accepted = message == "(nothing was thrown)";
      EXPECT_EQ(accepted, nlohmann::json::accept(changed)) << changed;
      EXPECT_TRUE(accepted || message.starts_with("a.json:")) << message;
    }
  }
}

TEST(JsonDocument, ShowsValuesBriefly) {
  EXPECT_EQ(shown(parsed("1.50")), "1.5");
  EXPECT_EQ(shown(parsed("3.0")), "3.0");
  EXPECT_EQ(shown(parsed("\"a\\nb\"")), "\"a\\nb\"");
  EXPECT_EQ(shown(parsed("[]")), "an empty list");
  EXPECT_EQ(shown(std::string(70, 'x')), "\"" + std::string(60, 'x') + "…\"");
}

}  // namespace
}  // namespace mlp
