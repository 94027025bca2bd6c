#include "tables/check_json.hpp"

#include <cstdint>
#include <vector>

#include "io/field_writer.hpp"
#include "tables/column_table.hpp"
#include "tables/summaries.hpp"

using mlp::Index;
using mlp::RowView;
using nlohmann::ordered_json;

// How many rows have each class.
static std::vector<Index> class_rows(const RowView& rows) {
  if (rows.dataset == nullptr) return {};
  std::vector<Index> counts(rows.dataset->class_labels.size());
  if (counts.empty()) return counts;
  for (const std::int32_t row : rows.rows)
    ++counts[static_cast<std::size_t>(rows.dataset->classes[static_cast<std::size_t>(row)])];
  return counts;
}

// {"train": …, "validation": …, "test": …}.
static ordered_json of_each_split(const mlp::Splits& splits, auto&& value_of) {
  return {{"train", value_of(splits.train)},
          {"validation", value_of(splits.validation)},
          {"test", value_of(splits.test)}};
}

ordered_json check_json(const mlp::Splits& splits, const mlp::Model& model, const mlp::Recipe& recipe,
                        const std::vector<mlp::Finding>& findings) {
  auto list = ordered_json::array();
  for (const mlp::Finding& finding : findings)
    list.push_back({{"lint", finding.lint}, {"text", finding.text}, {"hint", finding.hint}});
  const mlp::Architecture& architecture = model.architecture;
  const mlp::Dataset& data = *splits.train.dataset;
  const Index parameters = mlp::ParameterLayout(architecture).count;
  return {{"rows", of_each_split(splits, [](const RowView& rows) { return rows.size(); })},
          {"inputs", data.features},
          {"input_names", data.input_names},
          {"columns", columns_json(model, &splits.train)},
          {"target_columns", target_columns_json(model)},
          {"target_names", data.target_names},
          {"class_labels", data.class_labels},
          {"class_rows", of_each_split(splits, class_rows)},
          {"layers", mlp::write_fields(architecture.layers)},
          {"parameters", parameters},
          {"parameter_bytes", parameters * static_cast<Index>(sizeof(float))},
          {"training_bytes", static_cast<Index>(training_bytes(architecture, recipe, splits.train.size()))},
          {"findings", std::move(list)}};
}
