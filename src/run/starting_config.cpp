#include "run/starting_config.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "data/column_config.hpp"
#include "data/csv_summary.hpp"
#include "data/message.hpp"
#include "data/missing.hpp"
#include "data/number.hpp"
#include "io/text_file.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

using nlohmann::ordered_json;

constexpr Index fewest_rows_to_hold_out_from = 30;
constexpr Index fewest_rows_of_a_category = 10;
constexpr std::size_t most_classes_of_integers = 20;
constexpr Index rows_of_a_class_of_integers = 10;  // on average

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool is_one_of(const std::string& name, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), lower_case(name)) != names.end();
}

// One thing that was found, and how the config begins from it.
class Starter {
 public:
  Starter(const CsvSummary& summary, std::string file, const std::string& target)
      : summary_(summary), file_(std::move(file)) {
    find_target(target);
    find_task();
    find_inputs();
  }

  ordered_json config(const std::string& path) const {
    ordered_json config;
    config["$comment"] = "Begun by mlp init; every line is a guess that you may change.";
    config["data"] = data_json(path);
    config["model"] = {{"hidden", hidden_json()}};
    config["loss"] = loss();
    config["optimizer"] = {{"type", "adam"}, {"learning_rate", 0.005}};
    config["training"] = training_json();
    return config;
  }

  const std::vector<std::string>& findings() const { return findings_; }

 private:
  [[noreturn]] void fail(const std::string& message, const std::string& hint) const {
    throw DataError(file_ + ": " + message, hint);
  }

  void find_target(const std::string& given) {
    const std::vector<ColumnSummary>& columns = summary_.columns;
    const auto named = [&](auto&& is_wanted) {
      return std::find_if(columns.begin(), columns.end(),
                          [&](const ColumnSummary& column) { return is_wanted(column.name); });
    };
    auto found = given.empty() ? named([](const std::string& name) {
      return is_one_of(name, {"target", "label", "labels", "class", "y", "outcome"});
    })
                               : named([&](const std::string& name) { return name == given; });
    const char* why = given.empty() ? "by its name" : "as you said";
    if (found == columns.end()) {
      found = columns.end() - 1;
      why = "as the last column";
    }
    target_ = &*found;
    findings_.push_back("target: " + in_quotes(target_->name) + ", " + why);
  }

  void find_task() {
    const std::string column = "column " + in_quotes(target_->name);
    const std::string other = "choose another target with --target COLUMN";
    if (target_->missing > 0) {
      fail(
          "expected a target in every row, got " + counted(target_->missing, "row") + " without in " + column,
          "fill them in, leave these rows out, or " + other);
    }
    const bool is_few = !target_->has_many_values;
    const std::size_t values = target_->values.size();
    has_classes_ = target_->words > 0;
    if (has_classes_) {
      if (!is_few || static_cast<Index>(values) * 2 > summary_.rows) {
        fail("expected a target of numbers or of classes, got " +
                 (is_few ? std::to_string(values) : "more than " + std::to_string(values_told_apart())) +
                 " different words in " + counted(summary_.rows, "row") + " of " + column,
             other);
      }
    } else {
      const bool is_small = is_few && values <= most_classes_of_integers;
      has_classes_ =
          is_small && !target_->has_fractions && !has_a_number_twice() &&
          (values == 2 || static_cast<Index>(values) * rows_of_a_class_of_integers <= summary_.rows);
    }
    if (is_few && values < 2) {
      fail("expected different values of the target, got the same in every row of " + column, other);
    }
    findings_.push_back(has_classes_ ? "task: " + std::to_string(values) + " classes, because it holds " +
                                           (target_->words > 0 ? "words" : "few different integers")
                                     : "task: regression, because it holds " + why_numbers());
  }

  // "1" and "1.0" would be two classes.
  bool has_a_number_twice() const {
    std::set<float> numbers;
    for (const auto& [text, rows] : target_->values) numbers.insert(parse_number(text).value);
    return numbers.size() < target_->values.size();
  }

  std::string why_numbers() const {
    if (target_->has_many_values || target_->values.size() > most_classes_of_integers ||
        !target_->has_fractions)
      return "many different numbers";
    return "fractions";
  }

  void find_inputs() {
    std::vector<std::string> others, gaps, no_numbers, names, counters, empty;
    for (const ColumnSummary& column : summary_.columns) {
      if (&column == target_) continue;
      const bool counts_rows = column.words == 0 && column.missing == 0 && !column.has_fractions;
      if (column.numbers + column.words == 0) {
        empty.push_back(column.name);
      } else if (holds_names_of_rows(column)) {
        names.push_back(column.name);
      } else if (is_one_of(column.name, {"id", "index", "row", "row_id"}) && counts_rows) {
        counters.push_back(column.name);
      } else {
        add_input(column);
        const Index missing = column.missing + (has_marks_of_gaps(column) ? column.words : 0);
        if (missing > 0) gaps.push_back(column.name + " (" + std::to_string(missing) + ")");
        if (!is_numeric(column)) {
          others.push_back(column.name + " (" + std::string(name_of(column.kind())) + ")");
        } else if (column.words > 0 && !has_marks_of_gaps(column)) {
          no_numbers.push_back(column.name + " (" + in_quotes(words_of(column).front()) + ")");
        }
      }
    }
    leaves_out_ = inputs_.size() + 1 < summary_.columns.size();
    findings_.push_back("inputs: " + counted(std::ssize(inputs_), "column") +
                        (others.empty() && no_numbers.empty() ? " of numbers" : ""));
    if (!others.empty()) findings_.push_back("not of numbers: " + listed(others));
    if (!no_numbers.empty())
      findings_.push_back("to be mended in the file, numbers but for a few fields: " + listed(no_numbers));
    if (!gaps.empty())
      findings_.push_back("filled in, because values are missing (so many): " + listed(gaps));
    if (!names.empty())
      findings_.push_back("left out, because nearly every row has its own word: " + listed(names));
    if (!counters.empty()) findings_.push_back("left out, because they number the rows: " + listed(counters));
    if (!empty.empty()) findings_.push_back("left out, because they are empty: " + listed(empty));
    if (inputs_.empty()) {
      fail("expected a column of numbers or categories besides the target " + in_quotes(target_->name) +
               ", got none",
           "a word of its own in each row tells nothing about further rows");
    }
  }

  bool holds_names_of_rows(const ColumnSummary& column) const {
    return std::holds_alternative<CategoricalColumn>(column.kind()) &&
           is_almost_unique(std::ssize(column.different_words), summary_.rows);
  }

  static bool is_numeric(const ColumnSummary& column) {
    return std::holds_alternative<NumericColumn>(column.kind());
  }

  // The different words, by the alphabet.
  static std::vector<std::string> words_of(const ColumnSummary& column) {
    std::vector<std::string> words(column.different_words.begin(), column.different_words.end());
    std::sort(words.begin(), words.end());
    return words;
  }

  // Whether all that stands among the numbers is None, - and the like.
  static bool has_marks_of_gaps(const ColumnSummary& column) {
    return is_numeric(column) && column.words > 0 &&
           std::all_of(column.different_words.begin(), column.different_words.end(), looks_missing);
  }

  // What /data/columns has to say of it.
  void add_input(const ColumnSummary& column) {
    inputs_.push_back(column.name);
    ColumnConfig config{.kind = column.kind()};
    ordered_json entry = ordered_json::object();
    if (has_marks_of_gaps(column)) entry["missing_markers"] = words_of(column);
    if (column.missing > 0 || has_marks_of_gaps(column)) {
      entry["missing"] = ordered_json::parse(policy_for_gaps(config));
      if (!is_categorical(config)) entry["indicator"] = true;
    }
    if (is_categorical(config) && has_rare_categories(column)) {
      entry["min_count"] = 3;
      entry["unseen"] = "other";
    }
    if (!entry.empty()) columns_[column.name] = std::move(entry);
  }

  // Some that held-out rows may have alone.
  static bool has_rare_categories(const ColumnSummary& column) {
    return column.has_many_values ||
           std::any_of(column.values.begin(), column.values.end(),
                       [](const auto& value) { return value.second < fewest_rows_of_a_category; });
  }

  ordered_json data_json(const std::string& path) const {
    ordered_json data;
    std::string comment;
    for (const std::string& finding : findings_) comment += (comment.empty() ? "" : "; ") + finding;
    data["$comment"] = comment;
    ordered_json train = {{"type", "csv"}, {"path", path}, {"target", target_->name}};
    if (leaves_out_) train["inputs"] = inputs_;
    if (!summary_.has_header) train["header"] = false;
    if (summary_.delimiter != ',') train["delimiter"] = std::string(1, summary_.delimiter);
    data["train"] = std::move(train);
    if (!columns_.empty()) data["columns"] = columns_;
    if (holds_out()) {
      data["validation"] = fraction_json();
      data["test"] = fraction_json();
    }
    if (!has_classes_) data["preprocess"] = {{"targets", "standardize"}};
    return data;
  }

  bool holds_out() const { return summary_.rows >= fewest_rows_to_hold_out_from; }

  // A class of one or two rows cannot give to each part.
  ordered_json fraction_json() const {
    ordered_json fraction = {{"fraction", 0.15}};
    const bool has_rare = std::any_of(target_->values.begin(), target_->values.end(),
                                      [](const auto& value) { return value.second < 3; });
    if (has_classes_ && has_rare) fraction["stratify"] = false;
    return fraction;
  }

  ordered_json hidden_json() const {
    auto hidden = ordered_json::array();
    const Index rows = summary_.rows;
    if (rows >= 20000) hidden.push_back({{"units", 128}});
    hidden.push_back({{"units", rows < 300 ? 16 : rows < 1500 ? 32 : 64}});
    if (rows >= 1500) hidden.push_back({{"units", 32}});
    return hidden;
  }

  std::string loss() const {
    if (!has_classes_) return "mse";
    return target_->values.size() == 2 ? "binary_cross_entropy" : "cross_entropy";
  }

  ordered_json training_json() const {
    ordered_json training = {{"epochs", 200}, {"batch_size", summary_.rows < 20000 ? 32 : 256}};
    if (holds_out()) {
      training["early_stopping"] = {
          {"$comment", "ends when validation.loss has not got better for so many epochs"}, {"patience", 20}};
    } else {
      training["$comment"] = "too few rows to hold some out: nothing says how well it does on new ones";
    }
    return training;
  }

  static std::size_t values_told_apart() { return ColumnSummary::most_values; }

  const CsvSummary& summary_;
  std::string file_;
  const ColumnSummary* target_ = nullptr;
  bool has_classes_ = false;
  bool leaves_out_ = false;
  std::vector<std::string> inputs_;
  ordered_json columns_ = ordered_json::object();
  std::vector<std::string> findings_;
};

// The way to `data` from `folder`, as a config has it.
std::string path_from(const std::filesystem::path& data, const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  if (data.is_absolute()) return data.string();
  const fs::path start = folder.empty() ? fs::current_path() : fs::absolute(folder).lexically_normal();
  return fs::absolute(data).lexically_normal().lexically_relative(start).string();
}

}  // namespace

StartingConfig starting_config(const std::filesystem::path& data, const std::filesystem::path& folder,
                               const std::string& target) {
  const TextFile file(MappedFile(data), data.string());
  const CsvSummary summary = summarize_csv(file.text(), data.string(), target);
  const Starter starter(summary, data.string(), target);
  try {
    return {.text = starter.config(path_from(data, folder)).dump(2) + "\n", .findings = starter.findings()};
  } catch (const ordered_json::type_error&) {
    throw DataError(data.string() + ": expected names in UTF-8, got other bytes",
                    "convert the file to UTF-8, for example with iconv");
  }
}

}  // namespace mlp
