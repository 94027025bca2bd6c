#include "run/report/page.hpp"

#include "io/mapped_file.hpp"
#include "mlp/base/version.hpp"
#include "run/run_json.hpp"

namespace mlp {

// In a script element only "<" can end it or begin a comment; in JSON it occurs in strings alone.
static std::string for_script(const nlohmann::ordered_json& json) {
  std::string text;
  for (const char c : line_of(json)) c == '<' ? void(text += "\\u003c") : text.push_back(c);
  return text;
}

std::string page_with(nlohmann::ordered_json data) {
  data["version"] = std::string(version());
  constexpr std::string_view mark = "@DATA@";
  const std::size_t at = report_page_text.find(mark);
  std::string page(report_page_text.substr(0, at));
  page += for_script(data);
  return page += report_page_text.substr(at + mark.size());
}

bool is_report_page(const std::filesystem::path& path) {
  const std::string_view beginning =
      report_page_text.substr(0, report_page_text.find("<meta name=\"viewport\""));
  return std::filesystem::is_regular_file(path) && MappedFile(path).bytes().starts_with(beginning);
}

}  // namespace mlp
