#include "run/report/page.hpp"

#include "io/mapped_file.hpp"

namespace mlp {

bool is_report_page(const std::filesystem::path& path) {
  const std::string_view beginning =
      report_page_text.substr(0, report_page_text.find("<meta name=\"viewport\""));
  return std::filesystem::is_regular_file(path) && MappedFile(path).bytes().starts_with(beginning);
}

}  // namespace mlp
