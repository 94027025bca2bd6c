#include "mlp/run/report.hpp"

#include <nlohmann/json.hpp>

#include "io/atomic_file.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/version.hpp"
#include "run/report/page.hpp"
#include "run/report/run_story.hpp"
#include "run/run_json.hpp"

namespace mlp {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// In a script element only "<" can end it or begin a comment; in JSON it occurs in strings alone.
static std::string for_script(const ordered_json& json) {
  std::string text;
  for (const char c : line_of(json)) c == '<' ? void(text += "\\u003c") : text.push_back(c);
  return text;
}

static std::string page_with(const ordered_json& data) {
  constexpr std::string_view mark = "@DATA@";
  const std::size_t at = report_page_text.find(mark);
  std::string page(report_page_text.substr(0, at));
  page += for_script(data);
  return page += report_page_text.substr(at + mark.size());
}

static ordered_json data_of_page(ordered_json runs) {
  return {{"version", std::string(version())}, {"runs", std::move(runs)}};
}

std::string report_page(const fs::path& folder, const ReportParts&) {
  return page_with(data_of_page(ordered_json::array({run_story(folder)})));
}

}  // namespace mlp
