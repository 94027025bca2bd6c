// The report's page without its data: the files of page/ and the chart library in one text, which the build
// puts together (cmake/report_page.cmake).
#pragma once

#include <string_view>

namespace mlp {

// "@DATA@" stands where the JSON of the runs belongs.
extern const std::string_view report_page_text;

}  // namespace mlp
