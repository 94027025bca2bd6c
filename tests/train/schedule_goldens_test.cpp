// The learning rates of every step beside those of torch.optim.lr_scheduler: tests/goldens/make_schedules.py.
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "io/field_reader.hpp"
#include "io/mapped_file.hpp"
#include "source_folder.hpp"
#include "train/learning_rate.hpp"

namespace mlp {
namespace {

struct Holder {
  Schedule schedule;
  static void fields(auto& self, auto& field) { field("schedule", self.schedule, anything.required(), ""); }
};

TEST(ScheduleGoldens, AgreeWithPyTorch) {
  const MappedFile file(std::filesystem::path(source_folder()) / "tests/goldens/schedules/rates.json");
  const auto cases = nlohmann::json::parse(file.bytes());
  ASSERT_GE(cases.size(), 18u);
  for (const auto& each : cases) {
    SCOPED_TRACE(each.at("schedule").dump());
    const auto schedule =
        parse_fields<Holder>(nlohmann::json{{"schedule", each.at("schedule")}}.dump(), "golden").schedule;
    const TrainingLength length{.steps_per_epoch = each.at("steps_per_epoch").get<Index>(),
                                .epochs = each.at("epochs").get<Index>()};
    const auto expected = each.at("rates").get<std::vector<double>>();
    const auto watched = each.at("watched").get<std::vector<double>>();
    ASSERT_EQ(std::ssize(expected), length.steps());
    Plateau plateau;
    for (Index step = 0; step < length.steps(); ++step) {
      const double rate = learning_rate(schedule, each.at("base").get<double>(), step, length, plateau);
      const double wanted = expected[static_cast<std::size_t>(step)];
      // PyTorch carries some rates from step to step: some 40 roundings.
      EXPECT_NEAR(rate, wanted, 1e-13 * std::fabs(wanted) + 1e-16) << "step " << step;
      if (!watched.empty()) {
        plateau = after_epoch(std::get<ReduceOnPlateau>(schedule), plateau,
                              watched[static_cast<std::size_t>(step)]);
      }
    }
  }
}

}  // namespace
}  // namespace mlp
