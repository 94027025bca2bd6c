#include "io/field_lister.hpp"

#include <gtest/gtest.h>

#include "mlp/choice/initializer.hpp"
#include "mlp/choice/optimizer.hpp"
#include "mlp/data/source.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {
namespace {

std::string as_line(const ListedField& field) {
  return field.name + " | " + field.type + " | " + field.default_value + " | " + field.rule + " | " +
         (field.required ? "required" : "") + " | " + field.help;
}

TEST(FieldLister, TellsTypeDefaultRuleAndHelp) {
  const ListedChoice sgd = list_choice<Optimizer>().front();
  EXPECT_EQ(sgd.name, "sgd");
  EXPECT_EQ(sgd.help, Sgd::help);
  EXPECT_EQ(as_line(sgd.fields[0]),
            "learning_rate | number | 0.01 | above 0 |  | step size before the schedule");
  EXPECT_EQ(as_line(sgd.fields[2]),
            "nesterov | true or false | false |  |  | look ahead along the velocity; needs momentum");
}

TEST(FieldLister, TellsWhatIsRequiredAndWhatIsAbsent) {
  const std::vector<ListedField> fields = list_fields<HiddenLayerConfig>();
  EXPECT_EQ(as_line(fields[0]), "units | integer |  | in [1, 16777216] | required | outputs of the layer");
  EXPECT_EQ(fields[1].default_value, R"({"type":"relu"})");
  EXPECT_EQ(fields[1].type, type_text<Activation>());
  EXPECT_EQ(fields[2].default_value, "");
  EXPECT_FALSE(fields[2].required);
}

TEST(FieldLister, TellsOtherSpellingsAndWhatHasNoName) {
  EXPECT_EQ(list_choice<Initializer>()[3].aliases, std::vector<std::string>{"xavier_uniform"});
  const std::vector<ListedChoice> holdouts = list_choice<Holdout>();
  EXPECT_FALSE(holdouts[0].untagged);
  EXPECT_TRUE(holdouts[5].untagged);
  EXPECT_EQ(list_fields<CsvSource>()[2].type, "list of string");
}

}  // namespace
}  // namespace mlp
