#include "data/csv_columns.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <variant>

#include "base/nearest.hpp"
#include "data/column_config.hpp"
#include "data/csv_summary.hpp"
#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

namespace {

using Use = CsvColumn::Use;

class ColumnFinder {
 public:
  ColumnFinder(const CsvScanner& scanner, bool has_header) : scanner_(scanner), has_header_(has_header) {
    if (scanner.begin() == scanner.end()) {
      scanner.fail(scanner.begin(), "expected rows, got an empty file");
    }
    if (scanner.is_blank_line(scanner.begin())) {
      scanner.fail(
          scanner.begin(),
          has_header ? "expected column names, got a blank line" : "expected a row, got a blank line",
          "blank lines are allowed only at the end");
    }
    read_names();
  }

  bool has(const std::string& name) const { return by_name_.contains(name); }

  // REQUIRES: has(name).
  void assign(const std::string& name, Use use, Index position) {
    CsvColumn& column = columns_.in_file[by_name_.at(name)];
    if (column.use != Use::none) {
      const std::string before = role_of(column.use), now = role_of(use);
      scanner_.fail(scanner_.begin(),
                    "expected one use of column " + in_quotes(name) + ", got it " +
                        (before == now ? "twice as " + now : "as " + now + " and as " + before));
    }
    column.use = use;
    column.position = position;
  }

  [[noreturn]] void fail_missing(const std::string& name, const std::string& role) const {
    std::vector<std::string> names, free_names;
    for (const CsvColumn& column : columns_.in_file) {
      names.push_back(column.name);
      if (column.use == Use::none) free_names.push_back(column.name);
    }
    std::string hint;
    if (const auto near = nearest(name, free_names)) {
      hint = "did you mean " + in_quotes(*near) + "?";
    } else if (!has_header_) {
      hint = "without a header, columns are called column_1, column_2, …";
    }
    scanner_.fail(scanner_.begin(),
                  "expected a column " + in_quotes(name) + " as " + role + ", got " + listed(names), hint);
  }

  CsvColumns& columns() { return columns_; }

 private:
  static std::string role_of(Use use) {
    return use == Use::input || use == Use::meant_input ? "input"
           : use == Use::weight                         ? "sample weight"
                                                        : "target";
  }

  void read_names() {
    const char* p = scanner_.begin();
    for (;;) {
      const CsvScanner::Field field = scanner_.field(p);
      const std::string number = std::to_string(columns_.in_file.size() + 1);
      std::string name = has_header_ ? field.value() : "column_" + number;
      if (name.empty()) {
        scanner_.fail(p, "expected a name for column " + number + ", got nothing",
                      "a table saved with its row numbers has such a column; save it without them");
      }
      const auto [earlier, is_new] = by_name_.emplace(name, columns_.in_file.size());
      if (!is_new) {
        scanner_.fail(p,
                      "expected each column name once, got " + in_quotes(name) + " for columns " +
                          std::to_string(earlier->second + 1) + " and " + number,
                      "if the first line holds values, set \"header\": false");
      }
      columns_.in_file.push_back({.name = std::move(name)});
      p = field.next;
      if (scanner_.is_line_end(p)) break;
      ++p;
    }
    columns_.first_row = scanner_.begin();
    if (!has_header_) return;
    if (p == scanner_.end())
      scanner_.fail(scanner_.begin(), "expected rows after the column names, got none");
    columns_.first_row = p + 1;
  }

  const CsvScanner& scanner_;
  bool has_header_;
  CsvColumns columns_;
  std::unordered_map<std::string, std::size_t> by_name_;
};

void assign_targets(ColumnFinder& finder, const CsvScanner& scanner, const CsvSource& source,
                    const ColumnPlan& plan) {
  const std::vector<std::string>& wanted = source.target.empty() ? plan.target_names : source.target;
  const bool are_labels = plan.target_kind == TargetKind::classes;
  if (wanted.empty() && !plan.target_optional) {
    throw ConfigError(std::string(scanner.name()) + ": expected a target column, got none");
  }
  if (are_labels && wanted.size() > 1) {
    throw ConfigError(std::string(scanner.name()) + ": expected one target column of class labels, got " +
                          std::to_string(wanted.size()) + " (" + listed(wanted) + ")",
                      "several targets are for regression, with a loss like mse");
  }
  if (!plan.target_names.empty() && wanted.size() != plan.target_names.size()) {
    scanner.fail(scanner.begin(), "expected " + counted(std::ssize(plan.target_names), "target column") +
                                      " as in training (" + listed(plan.target_names) + "), got " +
                                      std::to_string(wanted.size()) + " (" + listed(wanted) + ")");
  }
  bool has_all = !wanted.empty();
  for (const std::string& name : wanted) {
    if (finder.has(name)) continue;
    if (!plan.target_optional) finder.fail_missing(name, plan.target_role);
    has_all = false;
  }
  const Use use = !has_all ? Use::lone_target : are_labels ? Use::label : Use::number;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (finder.has(wanted[i])) finder.assign(wanted[i], use, static_cast<Index>(i));
  }
  if (has_all) finder.columns().target_names = plan.target_names.empty() ? wanted : plan.target_names;
}

const ColumnConfig* setting_of(const ColumnPlan& plan, const std::string& name) {
  const auto found = plan.settings.find(name);
  return found == plan.settings.end() ? nullptr : &found->second;
}

bool is_ignored(const ColumnPlan& plan, const std::string& name) {
  const ColumnConfig* const setting = setting_of(plan, name);
  return setting && setting->kind && std::holds_alternative<IgnoredColumn>(*setting->kind);
}

// REQUIRES: every column has its use.
void check_settings(const CsvColumns& columns, const ColumnPlan& plan) {
  for (const CsvColumn& column : columns.in_file) {
    if (!setting_of(plan, column.name) || column.use == Use::none) continue;
    const std::string pointer = "/data/columns/" + column.name;
    if (column.use == Use::number) {
      check_target_config(*setting_of(plan, column.name), column.name);
      continue;
    }
    if (!column.is_input()) {
      throw ConfigError(pointer + ": expected a column of inputs or a target of numbers, got " +
                        (column.use == Use::weight ? "the sample weight" : "a target of classes"));
    }
    if (is_ignored(plan, column.name)) {
      throw ConfigError(pointer +
                        "/kind: expected another kind for a column that /data/train/inputs lists, "
                        "got ignored");
    }
  }
}

// Nothing to do but to read a number.
bool is_plain_number(const ColumnConfig& config) {
  return (!config.kind || std::holds_alternative<NumericColumn>(*config.kind)) &&
         std::holds_alternative<RefuseMissing>(config.missing) && config.missing_markers.empty();
}

void set_uses(CsvColumns& columns) {
  for (CsvColumn& column : columns.in_file) {
    if (!column.is_input()) continue;
    const bool is_plain = columns.inputs.empty() ||
                          is_plain_number(columns.inputs[static_cast<std::size_t>(column.position)].config);
    column.use = is_plain ? Use::input : Use::meant_input;
  }
}

// What the settings say of each input; nothing where they say nothing.
std::vector<DataColumn> set_inputs(const CsvColumns& columns, const ColumnPlan& plan) {
  std::vector<DataColumn> inputs(columns.input_names.size());
  bool has_any = !plan.missing_markers.empty();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    ColumnConfig& config = inputs[i].config;
    if (const ColumnConfig* const setting = setting_of(plan, columns.input_names[i])) {
      config = *setting;
      has_any = true;
      check_column_config(config, columns.input_names[i]);
    }
    config.missing_markers.insert(config.missing_markers.end(), plan.missing_markers.begin(),
                                  plan.missing_markers.end());
  }
  if (!has_any) inputs.clear();
  return inputs;
}

// What the settings say of each target of numbers; nothing where they say nothing.
std::vector<ColumnConfig> set_targets(const CsvColumns& columns, const ColumnPlan& plan) {
  std::vector<ColumnConfig> targets;
  for (const CsvColumn& column : columns.in_file) {
    const ColumnConfig* const setting = column.use == Use::number ? setting_of(plan, column.name) : nullptr;
    if (!setting) continue;
    targets.resize(columns.target_names.size());
    targets[static_cast<std::size_t>(column.position)] = *setting;
  }
  return targets;
}

// A policy for a column that has gaps and none.
void note_gaps(CsvColumns& columns, const ColumnConfig& config, const ColumnSummary& summary) {
  if (summary.missing == 0 || !std::holds_alternative<RefuseMissing>(config.missing)) return;
  columns.entries_for_gaps += (columns.entries_for_gaps.empty() ? "" : ", ") + in_quotes(summary.name) +
                              ": {\"missing\": " + std::string(policy_for_gaps(config)) + "}";
}

}  // namespace

CsvColumns find_columns(const CsvScanner& scanner, const CsvSource& source, const ColumnPlan& plan) {
  ColumnFinder finder(scanner, source.header);
  for (const auto& [name, setting] : plan.settings)
    if (!finder.has(name)) finder.fail_missing(name, "/data/columns says");
  assign_targets(finder, scanner, source, plan);

  CsvColumns& columns = finder.columns();
  if (source.sample_weight && (finder.has(*source.sample_weight) || !plan.weight_optional)) {
    if (!finder.has(*source.sample_weight)) finder.fail_missing(*source.sample_weight, "sample weight");
    finder.assign(*source.sample_weight, Use::weight, 0);
    columns.has_weights = true;
  }
  columns.input_names = plan.input_names.empty() ? source.inputs : plan.input_names;
  if (columns.input_names.empty()) {
    for (const CsvColumn& column : columns.in_file) {
      const bool is_kept = std::find(plan.kept.begin(), plan.kept.end(), column.name) != plan.kept.end();
      if (column.use == Use::none && !is_kept && !is_ignored(plan, column.name))
        columns.input_names.push_back(column.name);
    }
  }
  for (std::size_t i = 0; i < columns.input_names.size(); ++i) {
    const std::string& name = columns.input_names[i];
    if (!finder.has(name)) finder.fail_missing(name, "input");
    finder.assign(name, Use::input, static_cast<Index>(i));
  }
  const Index inputs = std::ssize(columns.input_names);
  if (inputs == 0) scanner.fail(scanner.begin(), "expected a column besides the target, got none");
  if (plan.features != 0 && inputs != plan.features) {
    scanner.fail(scanner.begin(), "expected " + counted(plan.features, "input column") +
                                      " as in training, got " + std::to_string(inputs));
  }
  check_settings(columns, plan);
  columns.targets = set_targets(columns, plan);
  columns.is_open = plan.is_open();
  columns.inputs = columns.is_open ? set_inputs(columns, plan) : plan.columns;
  set_uses(columns);
  return std::move(columns);
}

void infer_kinds(CsvColumns& columns, const CsvScanner& scanner) {
  std::vector<ColumnSummary> summaries(columns.in_file.size());
  if (columns.inputs.empty()) columns.inputs.resize(columns.input_names.size());
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const CsvColumn& column = columns.in_file[i];
    if (!column.is_input()) continue;
    summaries[i].missing_markers =
        columns.inputs[static_cast<std::size_t>(column.position)].config.missing_markers;
    summaries[i].name = column.name;
  }
  Index rows = 0;
  try {
    for (const char* line = columns.first_row; line != scanner.end(); ++rows)
      line = add_row(summaries, scanner, line);
  } catch (const DataError&) {
    // Who reads the values says it, after what is wrong before it.
  }
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    CsvColumn& column = columns.in_file[i];
    if (!column.is_input()) continue;
    ColumnConfig& config = columns.inputs[static_cast<std::size_t>(column.position)].config;
    if (config.kind) continue;
    config.kind = summaries[i].kind();
    column.kind_is_inferred = true;
    check_column_config(config, column.name);
    const auto categories = static_cast<Index>(summaries[i].different_words.size());
    if (is_categorical(config) && is_almost_unique(categories, rows)) {
      scanner.fail(scanner.begin(),
                   "column " + in_quotes(column.name) + ": expected numbers or categories, got " +
                       std::to_string(categories) + " different words in " + counted(rows, "row"),
                   column_entry(column.name, R"({"kind": "ignored"})") +
                       " leaves it out; \"categorical\" takes it as it is");
    }
    note_gaps(columns, config, summaries[i]);
  }
  set_uses(columns);
}

}  // namespace mlp
