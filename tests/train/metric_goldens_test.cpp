// Every metric against scikit-learn's value on the same rows (tests/goldens/make_metric_goldens.py).
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "alternatives.hpp"
#include "io/field_reader.hpp"
#include "source_folder.hpp"
#include "train/scores.hpp"

namespace mlp {
namespace {

using nlohmann::json;

struct MetricCase {
  std::string name;
  Index classes = 0;
  Index outputs_each = 0;
  std::vector<std::int32_t> wanted;
  std::vector<float> outputs;
  std::vector<float> targets;
  std::vector<Metric> metrics;
  std::vector<double> values;

  Index rows() const { return std::ssize(outputs) / outputs_each; }
};

std::vector<MetricCase> metric_cases() {
  std::vector<MetricCase> cases;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder() + "/tests/goldens/metrics")) {
    const json document = json::parse(std::ifstream(entry.path()));
    MetricCase one;
    one.name = entry.path().stem().string();
    one.classes = document.value("classes", Index{0});
    one.outputs_each = one.classes == 0   ? document.at("outputs_each").get<Index>()
                       : one.classes == 2 ? 1
                                          : one.classes;
    document.at("outputs").get_to(one.outputs);
    if (one.classes > 0) document.at("wanted").get_to(one.wanted);
    if (one.classes == 0) document.at("targets").get_to(one.targets);
    for (const json& each : document.at("values")) {
      one.metrics.push_back(parse_fields<Metric>(each.at("metric").dump(), one.name));
      one.values.push_back(each.at("value"));
    }
    cases.push_back(std::move(one));
  }
  std::sort(cases.begin(), cases.end(),
            [](const MetricCase& a, const MetricCase& b) { return a.name < b.name; });
  return cases;
}

// Two classes with an output each instead of one.
MetricCase with_both_outputs(MetricCase one) {
  std::vector<float> both;
  for (const float second : one.outputs) both.insert(both.end(), {1.0f - second, second});
  one.outputs = both;
  one.outputs_each = 2;
  one.name += ", both outputs";
  return one;
}

std::int32_t predicted_class(const float* outputs, Index count) {
  if (count == 1) return outputs[0] > 0.5f ? 1 : 0;
  return static_cast<std::int32_t>(std::max_element(outputs, outputs + count) - outputs);
}

Scores scores_of(const MetricCase& one) {
  std::vector<std::string> labels;
  for (Index k = 0; k < one.classes; ++k) labels.push_back("class " + std::to_string(k));
  ScorePlan plan{.metrics = one.metrics,
                 .positive = positive_classes(one.metrics, labels),
                 .classes = one.classes,
                 .outputs = one.outputs_each,
                 .rows = one.rows()};
  for (Index k = 0; one.classes == 0 && k < one.outputs_each; ++k) {
    double sum = 0.0;
    for (Index row = 0; row < one.rows(); ++row)
      sum += one.targets[static_cast<std::size_t>(row * one.outputs_each + k)];
    plan.target_means.push_back(sum / static_cast<double>(one.rows()));
  }
  ScoreSums sums(plan);
  for (Index row = 0; row < one.rows(); ++row) {
    RowResult result{.outputs = one.outputs.data() + row * one.outputs_each};
    if (one.classes > 0) {
      result.wanted = one.wanted[static_cast<std::size_t>(row)];
      result.predicted = predicted_class(result.outputs, one.outputs_each);
    } else {
      result.targets = one.targets.data() + row * one.outputs_each;
    }
    sums.add(result);
  }
  return sums.scores();
}

void expect_values(const MetricCase& one) {
  const Scores scores = scores_of(one);
  for (std::size_t i = 0; i < one.values.size(); ++i) {
    const double size = std::max(1.0, std::fabs(one.values[i]));
    // scikit-learn adds in another order.
    EXPECT_NEAR(scores.metrics[i].second, one.values[i], 1e-12 * size)
        << one.name << ": " << scores.metrics[i].first;
  }
}

TEST(MetricGoldens, AgreeWithScikitLearn) {
  for (const MetricCase& one : metric_cases()) {
    expect_values(one);
    if (one.classes == 2) expect_values(with_both_outputs(one));
  }
}

TEST(MetricGoldens, HoldEveryMetric) {
  std::set<std::string> missing;
  for (const Metric& metric : all_alternatives<Metric>()) missing.insert(std::string(name_of(metric)));
  for (const MetricCase& one : metric_cases()) {
    for (const Metric& metric : one.metrics) missing.erase(std::string(name_of(metric)));
  }
  EXPECT_EQ(missing, std::set<std::string>());
}

}  // namespace
}  // namespace mlp
