#include "run/sweep/sweep_table.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <tuple>

#include "data/message.hpp"
#include "io/csv_field.hpp"
#include "run/sweep/importance.hpp"

namespace mlp {
namespace {

// A string without its quotes, anything else as it is.
std::string value_field(const std::string& json_text) {
  const auto value = nlohmann::json::parse(json_text);
  return csv_field(value.is_string() ? value.get<std::string>() : json_text);
}

Index last_rung_of(const SweepJournal& journal, Index point) {
  Index rung = 0;
  while (journal.find({.point = point, .rung = rung + 1})) ++rung;
  return rung;
}

const Bracket& bracket_of(const SweepPlan& plan, Index point) {
  const auto next = std::find_if(plan.brackets.begin(), plan.brackets.end(),
                                 [&](const Bracket& bracket) { return bracket.first_point > point; });
  return *(next - 1);
}

// Names of all figures but the objective, in the order in which the points have them.
std::vector<std::string> other_figures(const SweepPlan& plan, const std::vector<SweepRow>& rows) {
  std::vector<std::string> names;
  for (const SweepRow& row : rows) {
    for (const auto& [name, value] : row.figures) {
      if (name != plan.sweep.objective && std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(name);
    }
  }
  return names;
}

// Its objective less the mean of all that it can be compared with.
std::vector<std::optional<double>> centred(const std::vector<std::optional<double>>& objectives) {
  double sum = 0.0, count = 0.0;
  for (const auto& objective : objectives) {
    sum += objective.value_or(0.0);
    count += objective ? 1.0 : 0.0;
  }
  std::vector<std::optional<double>> result = objectives;
  for (auto& objective : result)
    if (objective) *objective -= sum / count;
  return result;
}

}  // namespace

SweepRow row_of(const SweepPlan& plan, const SweepJournal& journal, Index point, Index rung,
                Index rung_epochs) {
  SweepRow row{.point = point,
               .values = plan.points[static_cast<std::size_t>(point)],
               .objective = {},
               .rung_epochs = rung_epochs,
               .figures = {}};
  std::vector<double> values;
  for (Index seed = 0; seed < plan.sweep.seeds; ++seed) {
    for (Index fold = 0; fold < std::max<Index>(1, plan.sweep.folds); ++fold) {
      const SweepRecord* const record =
          journal.find({.point = point, .rung = rung, .seed = seed, .fold = fold});
      if (!record) continue;
      ++row.trainings;
      row.epochs += static_cast<double>(record->epochs);
      if (!record->objective) {
        ++row.failed;
        continue;
      }
      values.push_back(*record->objective);
      if (row.figures.empty()) {
        row.figures.emplace_back(plan.split() + ".loss", 0.0);
        for (const auto& [name, value] : record->scores.metrics)
          row.figures.emplace_back(plan.split() + "." + name, 0.0);
      }
      row.figures[0].second += record->scores.loss;
      for (std::size_t m = 0; m < record->scores.metrics.size(); ++m)
        row.figures[m + 1].second += record->scores.metrics[m].second;
    }
  }
  if (row.trainings > 0) row.epochs /= static_cast<double>(row.trainings);
  const auto n = static_cast<double>(values.size());
  for (auto& [name, value] : row.figures) value /= n;
  if (values.empty()) return row;
  double mean = 0.0, squares = 0.0;
  for (const double value : values) mean += value;
  mean /= n;
  for (const double value : values) squares += (value - mean) * (value - mean);
  if (values.size() > 1) row.deviation = std::sqrt(squares / (n - 1.0));
  if (row.failed == 0) row.objective = mean;
  return row;
}

std::vector<SweepRow> ranked_rows(const SweepPlan& plan, const SweepJournal& journal) {
  std::vector<SweepRow> rows;
  for (Index point = 0; point < std::ssize(plan.points); ++point) {
    const Index rung = last_rung_of(journal, point);
    const Index epochs = bracket_of(plan, point).rungs[static_cast<std::size_t>(rung)].epochs;
    rows.push_back(row_of(plan, journal, point, rung, epochs));
  }
  const auto order = [&](const SweepRow& row) {
    const double objective = row.objective.value_or(0.0);
    return std::tuple(!row.objective, -row.rung_epochs, plan.larger_is_better ? -objective : objective);
  };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const SweepRow& a, const SweepRow& b) { return order(a) < order(b); });
  return rows;
}

std::vector<ParameterImportance> importances_of(const SweepPlan& plan, const SweepJournal& journal) {
  std::vector<std::optional<double>> objectives;
  for (std::size_t b = 0; b < plan.brackets.size(); ++b) {
    const Index end =
        b + 1 < plan.brackets.size() ? plan.brackets[b + 1].first_point : std::ssize(plan.points);
    std::vector<std::optional<double>> of_bracket;
    for (Index point = plan.brackets[b].first_point; point < end; ++point)
      of_bracket.push_back(row_of(plan, journal, point, 0, 0).objective);
    of_bracket = centred(of_bracket);
    objectives.insert(objectives.end(), of_bracket.begin(), of_bracket.end());
  }
  std::vector<ParameterImportance> importances;
  for (std::size_t p = 0; p < plan.parameters.size(); ++p) {
    std::vector<std::string> values;
    for (const SweepPoint& point : plan.points) values.push_back(point[p]);
    const bool are_numbers =
        !std::holds_alternative<ValueChoice>(plan.sweep.parameters.at(plan.parameters[p]));
    importances.push_back({.pointer = plan.parameters[p],
                           .share = explained_share(objectives, groups_of_values(values, are_numbers))});
  }
  return importances;
}

std::string table_csv(const SweepPlan& plan, const std::vector<SweepRow>& rows) {
  const std::vector<std::string> others = other_figures(plan, rows);
  std::string text = "rank,point,epochs," + csv_field(plan.sweep.objective) + ",deviation,trainings,failed";
  for (const std::string& pointer : plan.parameters) text += "," + csv_field(pointer);
  for (const std::string& name : others) text += "," + csv_field(name);
  text += "\n";
  Index rank = 0;
  for (const SweepRow& row : rows) {
    text += std::to_string(++rank) + "," + std::to_string(row.point + 1) + "," + number_text(row.epochs) +
            "," + (row.objective ? number_text(*row.objective) + "," + number_text(row.deviation) : ",") +
            "," + std::to_string(row.trainings) + "," + std::to_string(row.failed);
    for (const std::string& value : row.values) text += "," + value_field(value);
    for (const std::string& name : others) {
      const auto figure = std::find_if(row.figures.begin(), row.figures.end(),
                                       [&](const auto& each) { return each.first == name; });
      text += "," + (figure == row.figures.end() || !row.objective ? "" : number_text(figure->second));
    }
    text += "\n";
  }
  return text;
}

}  // namespace mlp
