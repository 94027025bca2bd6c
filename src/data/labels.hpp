// Class labels: which there are, in which order (ARITHMETIC.md, A7).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mlp {

// Whether label `a` stands before `b` where all labels are integers: by value, then by bytes
// ("01" and "1" are two labels).  Any number of digits.
bool comes_before_as_integer(std::string_view a, std::string_view b);

// Sorted numerically if all are integers, else by bytes.
void sort_labels(std::vector<std::string>& labels);

// Turns the labels of rows, in the order of the file, into class indices.
class LabelCollector {
 public:
  // With `known` labels, no other is accepted; without, labels are found in the data.
  explicit LabelCollector(const std::vector<std::string>& known);

  // Appends a row.  False where the label is not a known one.
  bool add(std::string_view label);

  // Appends the rows of `after`, which had the same known labels.
  void append(const LabelCollector& after);

  struct Result {
    std::vector<std::int32_t> classes;  // (rows), index into labels
    std::vector<std::string> labels;
  };
  Result finish() &&;

 private:
  std::int32_t number_of(std::string_view label);  // a new one where it is not there yet

  bool labels_are_known_;
  std::vector<std::string> labels_;  // known, or in order of appearance
  std::map<std::string, std::int32_t, std::less<>> index_;
  std::vector<std::int32_t> classes_;
};

}  // namespace mlp
