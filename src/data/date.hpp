// Dates as numbers.
#pragma once

#include <optional>
#include <string_view>

namespace mlp {

// Days since 1970-01-01 of a date as ISO 8601 writes it, in the calendar of today (proleptic Gregorian):
//
//   YYYY-MM-DD, then maybe T or a blank and HH:MM, HH:MM:SS or HH:MM:SS.FFF, then maybe Z
//
// The time of the day is the fraction.  None for anything else, such as the 30th of February.
std::optional<double> days_since_1970(std::string_view text);

}  // namespace mlp
