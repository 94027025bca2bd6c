#include "io/field_writer.hpp"

#include <gtest/gtest.h>

#include "io/field_lister.hpp"
#include "io/field_reader.hpp"
#include "mlp/choice/activation.hpp"
#include "mlp/choice/decision_threshold.hpp"
#include "mlp/choice/dropout.hpp"
#include "mlp/choice/gain.hpp"
#include "mlp/choice/gradient_clipping.hpp"
#include "mlp/choice/initializer.hpp"
#include "mlp/choice/loss.hpp"
#include "mlp/choice/metric.hpp"
#include "mlp/choice/normalization.hpp"
#include "mlp/choice/optimizer.hpp"
#include "mlp/choice/scaling.hpp"
#include "mlp/choice/schedule.hpp"
#include "mlp/data/source.hpp"

namespace mlp {
namespace {

// Gives every field a value that is neither its default nor against its rule.
struct Changer {
  template <typename T>
  void operator()(std::string_view, T& member, const Rule& rule, std::string_view) {
    if constexpr (is_optional<T>) {
      (*this)("", member.emplace(), rule, "");
    } else if constexpr (std::is_same_v<T, bool>) {
      member = !member;
    } else if constexpr (std::is_same_v<T, std::string>) {
      member = "\t";
    } else if constexpr (std::is_same_v<T, std::vector<double>>) {
      member = {0.1 + 0.2, 1e300};
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
      member = {"a", "b\"é"};
    } else if constexpr (is_list<T>) {
      member.resize(2);
      for (auto& element : member) (*this)("", element, rule, "");
    } else if constexpr (is_choice<T>) {
      // The last of them.
      for_each_alternative<T>([&]<typename A>() {
        A alternative{};
        A::fields(alternative, *this);
        member = alternative;
      });
    } else if constexpr (is_array<T>) {
      for (auto& element : member) (*this)("", element, rule, "");
    } else if constexpr (std::is_integral_v<T>) {
      member = member + 1;
    } else {
      static_assert(std::is_same_v<T, double>);
      member = rule.contains(0.1 + 0.2) ? 0.1 + 0.2 : 1e-300;
    }
  }
};

template <typename Choice>
class EveryAlternative : public testing::Test {};
using Choices = testing::Types<Activation, Initializer, Loss, Optimizer, Schedule, Metric, Scaling, Source,
                               Holdout, DecisionThreshold, Normalization, Dropout, GradientClipping,
                               ClassWeights, Average, CycleMode, Gain>;
TYPED_TEST_SUITE(EveryAlternative, Choices);

TYPED_TEST(EveryAlternative, IsReadBackAsItWasWritten) {
  for_each_alternative<TypeParam>([]<typename A>() {
    A alternative{};
    Changer changer;
    A::fields(alternative, changer);
    const TypeParam choice = alternative;
    const std::string text = write_fields(choice).dump();
    std::vector<JsonProblem> problems;
    const JsonNode document = parse_json(text, "text", problems);
    TypeParam again;
    read_fields(document, again, problems);
    EXPECT_NO_THROW(throw_problems(problems, "text"));
    EXPECT_EQ(again.index(), choice.index()) << text;
    EXPECT_EQ(write_fields(again).dump(), text);
  });
}

TYPED_TEST(EveryAlternative, MeansItsDefaultsByItsBareNameAndByEveryAlias) {
  for_each_alternative<TypeParam>([]<typename A>() {
    const auto listed = list_fields<A>();
    const bool needs_fields =
        std::any_of(listed.begin(), listed.end(), [](const auto& field) { return field.required; });
    // A list is written itself instead of its name.
    if (needs_fields || requires { A::as_list; }) return;
    std::vector<std::string> names = aliases_of<A>();
    names.emplace_back(A::name);
    for (const std::string& name : names) {
      std::vector<JsonProblem> problems;
      const JsonNode document = parse_json("\"" + name + "\"", "text", problems);
      TypeParam choice;
      read_fields(document, choice, problems);
      EXPECT_TRUE(problems.empty()) << name;
      EXPECT_EQ(write_fields(choice), write_fields(TypeParam(A{}))) << name;
    }
  });
}

TYPED_TEST(EveryAlternative, IsListedWithHelpForItselfAndEachField) {
  const std::vector<ListedChoice> choices = list_choice<TypeParam>();
  std::size_t custom = 0;
  for_custom_alternative<TypeParam>([&]<typename A>() { ++custom; });
  EXPECT_EQ(choices.size() + custom, std::variant_size_v<TypeParam>);
  for (const ListedChoice& choice : choices) {
    EXPECT_FALSE(choice.help.empty()) << choice.name;
    for (const ListedField& field : choice.fields)
      EXPECT_FALSE(field.help.empty()) << choice.name << field.name;
  }
}

TEST(FieldWriter, WritesNumbersAsShortAsTheyCanBeRead) {
  EXPECT_EQ(
      write_fields(Optimizer(Sgd{.learning_rate = 0.05})).dump(),
      R"({"type":"sgd","learning_rate":0.05,"momentum":0.0,"nesterov":false,"dampening":0.0,"weight_decay":0.0})");
}

TEST(FieldWriter, WritesAnUntaggedAlternativeWithoutItsName) {
  EXPECT_EQ(write_fields(Holdout(Fraction{.fraction = 0.2, .stratify = {}})).dump(),
            R"({"fraction":0.2,"stratify":null})");
}

}  // namespace
}  // namespace mlp
