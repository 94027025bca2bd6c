#include "data/fitted.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

class Fitting {
 public:
  Fitting(Dataset& dataset, const ColumnPlan& plan, const std::string& name)
      : dataset_(dataset), plan_(plan), name_(name) {}

  void run() const {
    check_inputs();
    check_targets();
    if (!dataset_.weights.empty()) check_count("weights", dataset_.weights.size(), dataset_.rows);
    check_finite("weights", dataset_.weights);
    for (const float weight : dataset_.weights)
      if (weight < 0.0f) fail("expected weights of at least 0, got " + number_text(weight));
    if (!plan_.class_labels.empty() && !dataset_.classes.empty()) renumber_classes();
  }

 private:
  [[noreturn]] void fail(const std::string& message, const std::string& hint = {}) const {
    throw DataError(name_ + ": " + message, hint);
  }

  void check_count(const std::string& what, Index got, Index expected) const {
    if (got != expected)
      fail("expected " + std::to_string(expected) + " " + what + ", got " + std::to_string(got),
           "make_dataset() makes a data set whose parts fit");
  }

  void check_finite(const std::string& what, const FlatBuffer<float>& values) const {
    for (Index i = 0; i < values.size(); ++i)
      if (!std::isfinite(values[i]))
        fail("expected finite " + what + ", got " + number_text(values[i]) + " at " + std::to_string(i));
  }

  void check_inputs() const {
    if (dataset_.rows < 1 || dataset_.features < 1) fail("expected rows with features, got none");
    const Index values = dataset_.has_bytes() ? dataset_.bytes.size() : dataset_.values.size();
    check_count("values of inputs", values, dataset_.rows * dataset_.features);
    check_finite("inputs", dataset_.values);
    const Index names = std::ssize(dataset_.input_names), columns = std::ssize(dataset_.columns);
    if (names > 0) check_count("names of inputs", names, dataset_.features);
    if (columns > 0) check_count("columns", columns, dataset_.features);
    for (const DataColumn& column : dataset_.columns)
      if (!column.config.kind) fail("expected a kind of every column, got one without");
    if (plan_.features > 0 && dataset_.features != plan_.features)
      fail("expected " + counted(plan_.features, "value") + " per row as in training, got " +
           std::to_string(dataset_.features));
    if (!plan_.columns.empty()) check_columns();
  }

  // A category's number must mean what it means in training.  Without columns, all are numbers.
  void check_columns() const {
    check_count("columns as in training", dataset_.features, std::ssize(plan_.columns));
    const DataColumn number{.config = {.kind = NumericColumn{}}};
    for (std::size_t c = 0; c < plan_.columns.size(); ++c) {
      const DataColumn& known = plan_.columns[c];
      const DataColumn& own = dataset_.columns.empty() ? number : dataset_.columns[c];
      const std::string column = "column " + std::to_string(c + 1);
      if (own.config.kind->index() != known.config.kind->index())
        fail("expected " + column + " to be of the kind that it is in training");
      if (own.categories.size() < known.categories.size() ||
          !std::equal(known.categories.begin(), known.categories.end(), own.categories.begin()))
        fail("expected the categories of " + column + " to begin with training's, " +
             listed(known.categories) + ", got " + listed(own.categories));
    }
  }

  void check_targets() const {
    if (!dataset_.has_targets()) {
      if (plan_.target_optional) return;
      fail("expected targets, got none");
    }
    const bool has_classes = !dataset_.classes.empty();
    if (has_classes != (plan_.target_kind == TargetKind::classes))
      fail(std::string("expected ") + (has_classes ? "numbers" : "classes") +
               " as targets for the loss, got " + (has_classes ? "classes" : "numbers"),
           "make_dataset() takes labels for classes, a matrix for numbers");
    if (!has_classes) {
      check_count("numbers of targets", dataset_.numbers.size(), dataset_.rows * dataset_.outputs);
      check_finite("targets", dataset_.numbers);
      return;
    }
    check_count("classes", std::ssize(dataset_.classes), dataset_.rows);
    const auto labels = std::ssize(dataset_.class_labels);
    for (const std::int32_t one : dataset_.classes)
      if (one < 0 || one >= labels)
        fail("expected classes from 0 to " + std::to_string(labels - 1) + ", got " + std::to_string(one));
  }

  void renumber_classes() const {
    std::vector<std::int32_t> number;
    for (const std::string& label : dataset_.class_labels) {
      const auto found = std::find(plan_.class_labels.begin(), plan_.class_labels.end(), label);
      if (found == plan_.class_labels.end())
        fail("expected a class label known from training (" + listed(plan_.class_labels) + "), got " +
             in_quotes(label));
      number.push_back(static_cast<std::int32_t>(found - plan_.class_labels.begin()));
    }
    for (std::int32_t& one : dataset_.classes) one = number[static_cast<std::size_t>(one)];
    dataset_.class_labels = plan_.class_labels;
  }

  Dataset& dataset_;
  const ColumnPlan& plan_;
  const std::string& name_;
};

}  // namespace

Dataset fitted(Dataset dataset, const ColumnPlan& plan, const std::string& name) {
  Fitting(dataset, plan, name).run();
  return dataset;
}

}  // namespace mlp
