// A run as a page of pictures: report.html.
//
// The page is one file that opens anywhere and asks for nothing from outside: it holds the numbers of the
// run's own files, what the model says about its test rows (else its validation rows, else its training
// rows), and the charts' program.  Several runs become a comparison: their curves on one picture, and where
// their configs and results differ.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "mlp/data/load.hpp"
#include "mlp/model/model.hpp"

namespace mlp {

// What a page is made from besides the run's files, by whoever has it in memory.
struct ReportParts {
  const Model* model = nullptr;
  const Splits* splits = nullptr;
  int threads = 0;  // 0: all that are available
};

// The page about one run.  A run without a model (failed, interrupted) is shown as far as it came.
// Throws IoError or CorruptFile when the run's files cannot be read.
std::string report_page(const std::filesystem::path& folder, const ReportParts& parts);

// The same from the directory alone: reads model and data.  Where they cannot be read, the page says why
// and shows the rest; the reason is appended to `missing`.
std::string report_page(const std::filesystem::path& folder, std::vector<std::string>& missing,
                        int threads = 0);

// The page that compares runs.  REQUIRES: at least two.
std::string comparison_page(const std::vector<std::filesystem::path>& folders);

// Writes a page.  Throws ConfigError where `path` is a file that is no report, IoError.
void write_report(const std::filesystem::path& path, const std::string& page);

}  // namespace mlp
