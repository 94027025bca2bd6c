// Which parameters matter: of each, how much of the objective's variance its values alone explain.
//
// The points are put into groups by the parameter's value: each choice is one; numbers are cut at quantiles
// into as many as the square root of their count allows, at most eight, equal numbers together.  The share is
//
//   ε² = (SS_between − (k − 1)·MS_within) / SS_total,  0 where that is negative      (Kelley 1935)
//
// the share between the k groups, less what chance alone would put there.  It is the first-order term of a
// functional analysis of variance: what only shows when two parameters move together is in no share.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mlp {

// `group_of_point`: as groups_of_values() gives them.  Points without an objective do not count.
double explained_share(const std::vector<std::optional<double>>& objectives,
                       const std::vector<std::size_t>& group_of_point);

// The group of each value, JSON texts of which all are numbers or not.
std::vector<std::size_t> groups_of_values(const std::vector<std::string>& values, bool are_numbers);

}  // namespace mlp
