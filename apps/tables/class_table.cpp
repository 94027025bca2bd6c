#include "tables/class_table.hpp"

#include <cstdint>

#include "tables/number_text.hpp"
#include "tables/text_table.hpp"

using mlp::ClassCounts;
using mlp::Index;
using nlohmann::ordered_json;

// More columns are no longer a picture; the JSON has them all.
static constexpr std::size_t most_columns = 20;

ClassTable::ClassTable(const std::vector<std::string>& labels, const mlp::RowView& rows,
                       const mlp::Predictions& predictions)
    : labels_(labels), matrix_(labels.size() * labels.size()), counts_(std::ssize(labels)) {
  if (labels.empty()) return;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    const std::int32_t wanted = rows.dataset->classes[static_cast<std::size_t>(rows.rows[i])];
    const std::int32_t predicted = predictions.classes[i];
    ++matrix_[static_cast<std::size_t>(wanted) * labels.size() + static_cast<std::size_t>(predicted)];
    counts_.add(wanted, predicted);
  }
}

std::string ClassTable::classes_text() const {
  TextTable table({{"class", Align::left},
                   {"precision", Align::right},
                   {"recall", Align::right},
                   {"f1", Align::right},
                   {"rows", Align::right}});
  for (std::size_t k = 0; k < labels_.size(); ++k) {
    const ClassCounts::OneClass& one = counts_.classes[k];
    table.add({labels_[k], value_text(precision_of(one)), value_text(recall_of(one)), value_text(f1_of(one)),
               count_text(one.wanted)});
  }
  return table.text();
}

std::string ClassTable::matrix_text() const {
  if (labels_.size() > most_columns) {
    return "  The confusion matrix of " + count_text(std::ssize(labels_)) +
           " classes does not fit a page; --json has it.\n";
  }
  std::vector<TextTable::Column> columns{{"predicted as", Align::left}};
  for (std::size_t k = 0; k < labels_.size(); ++k) columns.push_back({std::to_string(k + 1), Align::right});
  TextTable table(std::move(columns));
  for (std::size_t wanted = 0; wanted < labels_.size(); ++wanted) {
    std::vector<std::string> cells{std::to_string(wanted + 1) + " " + labels_[wanted]};
    for (std::size_t predicted = 0; predicted < labels_.size(); ++predicted)
      cells.push_back(count_text(at(static_cast<Index>(wanted), static_cast<Index>(predicted))));
    table.add(std::move(cells));
  }
  return table.text();
}

std::string ClassTable::text() const { return "\n" + classes_text() + "\n" + matrix_text(); }

ordered_json ClassTable::json() const {
  auto classes = ordered_json::array(), matrix = ordered_json::array();
  for (std::size_t k = 0; k < labels_.size(); ++k) {
    const ClassCounts::OneClass& one = counts_.classes[k];
    classes.push_back({{"label", labels_[k]},
                       {"precision", precision_of(one)},
                       {"recall", recall_of(one)},
                       {"f1", f1_of(one)},
                       {"rows", one.wanted}});
    const auto first = matrix_.begin() + static_cast<std::ptrdiff_t>(k * labels_.size());
    matrix.push_back(std::vector<Index>(first, first + std::ssize(labels_)));
  }
  return {{"classes", classes}, {"confusion_matrix", matrix}};
}
