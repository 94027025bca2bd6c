// The report's page without its data: the files of page/ and the chart library in one text, which the build
// puts together (cmake/report_page.cmake).
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace mlp {

// "@DATA@" stands where the JSON of the runs belongs.
extern const std::string_view report_page_text;

// The page that shows `data`: {"runs": […]}, of several runs with "varying", or {"sweep": …}.
std::string page_with(nlohmann::ordered_json data);

// Whether a file begins as every page does, and so may be replaced by another.  Throws IoError.
bool is_report_page(const std::filesystem::path& path);

}  // namespace mlp
