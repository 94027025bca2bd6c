// mlp schema: the committed files are what the program prints, and what the schema accepts is what the
// program accepts.
#include <gmock/gmock.h>

#include <cstdlib>

#include "alternatives.hpp"
#include "io/field_reader.hpp"
#include "io/field_schema.hpp"
#include "io/mapped_file.hpp"
#include "mlp/run/config.hpp"
#include "program/program.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;

class Schema : public ProgramTest {
 protected:
  // Runs one of the scripts beside this file and expects it to be content.
  void expect_python(const std::string& script, const std::string& words) const {
    const std::string python = "/usr/bin/python3";  // Debian's, which python3-jsonschema belongs to
    if (std::system((python + " -c 'import jsonschema' 2>" + (folder / ".err").string()).c_str()) != 0)
      GTEST_SKIP() << "needs python3-jsonschema";
    const std::string command = python + " " + source_folder() + "/tests/program/" + script + " " + words +
                                " >" + (folder / ".out").string() + " 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << folder.read(".out");
  }

  static std::string committed(const std::string& file) {
    return std::string(MappedFile(source_folder() + "/" + file).bytes());
  }
};

TEST_F(Schema, OfSweepsIsTheCommittedOne) {
  EXPECT_TRUE(succeed({"schema", "--of", "sweep"}) == committed("configs/sweeps/schema.json"))
      << "run: mlp schema --of sweep --out configs/sweeps/schema.json";
  expect_error({"schema", "--of", "sweeps"}, 2,
               "--of: expected one of config, sweep, got \"sweeps\"\n  hint: did you mean \"sweep\"?");
}

TEST_F(Schema, IsTheCommittedOne) {
  EXPECT_TRUE(succeed({"schema"}) == committed("configs/schema.json"))
      << "run: mlp schema --out configs/schema.json";
}

TEST_F(Schema, TheReferenceIsTheCommittedOne) {
  EXPECT_TRUE(succeed({"schema", "--markdown"}) == committed("docs/config-reference.md"))
      << "run: mlp schema --markdown --out docs/config-reference.md";
}

TEST_F(Schema, IsNamedByEveryShippedConfig) {
  const std::filesystem::path configs = source_folder() + "/configs";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(configs)) {
    const std::filesystem::path name = entry.path().lexically_relative(configs);
    if (name.extension() != ".json" || name.filename() == "schema.json") continue;
    const std::string of = *name.begin() == "sweeps" ? "sweeps/schema.json" : "schema.json";
    const std::string to_schema = (configs / of).lexically_relative(entry.path().parent_path());
    EXPECT_THAT(committed("configs/" + name.string()),
                testing::StartsWith("{\n  \"$schema\": \"" + to_schema + "\",\n"))
        << name;
  }
}

TEST_F(Schema, AcceptsTheShippedConfigsAndRefusesTheBrokenOnes) {
  succeed({"schema", "--out", "schema.json"});
  expect_python("check_schema.py", source_folder() + " " + (folder / "schema.json").string());
}

TEST_F(Schema, EveryLinkOfTheReferenceLeadsToAHeading) {
  const std::string text = succeed({"schema", "--markdown"});
  std::vector<std::string> headings;
  for (std::size_t at = 0; (at = text.find("\n## ", at)) != std::string::npos; at += 4) {
    std::string anchor;
    for (const char c : text.substr(at + 4, text.find('\n', at + 4) - at - 4)) {
      if (c == ' ') anchor += '-';
      if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_')
        anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    headings.push_back(anchor);
  }
  EXPECT_GT(headings.size(), 20u);
  for (std::size_t at = 0; (at = text.find("](#", at)) != std::string::npos; at += 3) {
    const std::string anchor = text.substr(at + 3, text.find(')', at) - at - 3);
    EXPECT_THAT(headings, testing::Contains(anchor));
  }
}

// A value with one thing changed, at every place of it.
std::vector<ordered_json> mutations_of(const ordered_json& value) {
  std::vector<ordered_json> all{value};
  const std::vector<ordered_json> others{nullptr,
                                         true,
                                         -1,
                                         0,
                                         0.5,
                                         1,
                                         3,
                                         1000000000000000000,
                                         "",
                                         "x",
                                         "relu",
                                         ordered_json::array(),
                                         {1},
                                         {"a", 1},
                                         {0.5, 0.5},
                                         ordered_json::object(),
                                         {{"type", "none"}},
                                         {{"fraction", 0.5}}};
  std::vector<ordered_json::json_pointer> places{ordered_json::json_pointer()};
  const ordered_json leaves = value.flatten();
  for (const auto& [place, leaf] : leaves.items()) {
    for (ordered_json::json_pointer p(place); !p.empty(); p = p.parent_pointer()) {
      if (std::find(places.begin(), places.end(), p) == places.end()) places.push_back(p);
    }
  }
  for (const auto& place : places) {
    for (const ordered_json& other : others) {
      all.push_back(value);
      all.back()[place] = other;
    }
    if (!value[place].is_object()) continue;
    for (const char* key : {"$comment", "$schema", "type", "unknown"}) {
      all.push_back(value);
      all.back()[place][key] = "text";
    }
    for (const auto& [key, member] : value[place].items()) {
      all.push_back(value);
      all.back()[place].erase(key);
    }
  }
  return all;
}

template <typename T>
bool reader_accepts(const ordered_json& value) {
  std::vector<JsonProblem> problems;
  const JsonNode node = parse_json(value.dump(), "value", problems);
  T read{};
  const Extensions none;
  read_value(node, read, {"/value", anything, "", problems, none});
  return problems.empty();
}

template <typename T>
void add_group(ordered_json& groups, const std::string& name, const std::vector<ordered_json>& values) {
  SchemaBuilder builder;
  ordered_json schema = builder.schema_of<T>(name);
  schema["definitions"] = builder.definitions();
  auto cases = ordered_json::array();
  for (const ordered_json& value : values) {
    for (const ordered_json& changed : mutations_of(value))
      cases.push_back(ordered_json::array({changed, reader_accepts<T>(changed)}));
  }
  groups.push_back({{"name", name}, {"schema", schema}, {"cases", cases}});
}

template <typename Choice>
void add_choice(ordered_json& groups, const std::string& name) {
  std::vector<ordered_json> values;
  for (const Choice& choice : all_alternatives<Choice>()) {
    values.push_back(write_fields(choice));
    values.push_back(std::string(name_of(choice)));
  }
  add_group<Choice>(groups, name, values);
}

TEST_F(Schema, AcceptsExactlyWhatTheReaderAccepts) {
  auto groups = ordered_json::array();
  add_choice<Activation>(groups, "activation");
  add_choice<Initializer>(groups, "initializer");
  add_choice<Normalization>(groups, "normalization");
  add_choice<Dropout>(groups, "dropout");
  add_choice<Loss>(groups, "loss");
  add_choice<Optimizer>(groups, "optimizer");
  add_choice<Schedule>(groups, "schedule");
  add_choice<Metric>(groups, "metric");
  add_choice<Scaling>(groups, "scaling");
  add_choice<GradientClipping>(groups, "clipping");
  add_choice<DecisionThreshold>(groups, "threshold");
  add_choice<Holdout>(groups, "holdout");
  add_group<TrainingConfig>(groups, "training",
                            {write_fields(TrainingConfig{.batch_size = 4,
                                                         .early_stopping = EarlyStopping{},
                                                         .gradient_clipping = ClipValue{},
                                                         .ema = WeightAverage{},
                                                         .augmentation = Augmentation{.width = 2},
                                                         .mixup = Mixup{}})});
  add_group<HiddenLayerConfig>(groups, "layer",
                               {write_fields(HiddenLayerConfig{.units = 3,
                                                               .initializer = GlorotNormal{},
                                                               .normalization = BatchNorm{},
                                                               .dropout = StandardDropout{},
                                                               .optimizer = LayerOptimizer{}})});
  Config config;
  config.data.train = CsvSource{.path = "a.csv", .target = {"b"}, .inputs = {"c"}, .sample_weight = "d"};
  config.data.test = IdxSource{.inputs = "i", .targets = "t"};
  config.recipe.model.hidden = {{.units = 3}};
  config.recipe.metrics = {Accuracy{}};
  add_group<Config>(groups, "config", {write_fields(config)});
  folder.write("verdicts.json", groups.dump());
  expect_python("check_verdicts.py", (folder / "verdicts.json").string());
}

TEST_F(Schema, ThatCannotBeWrittenIsAnError) {
  const Outcome outcome = mlp({"schema", "--out", "nowhere/schema.json"});
  EXPECT_EQ(outcome.code, 5);
  EXPECT_THAT(outcome.err, HasSubstr("mlp: nowhere/schema.json: cannot write "));
}

}  // namespace
}  // namespace mlp
