// A run as a page of pictures: report.html.
//
// The page is one file that opens anywhere and asks for nothing from outside: it holds the numbers of the
// run's own files, what the model says about its test rows (else its validation rows, else its training
// rows), and the program that draws them.  Several runs become a comparison: their curves on one picture, and
// where their configs and results differ.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/data/load.hpp"
#include "mlp/model/model.hpp"

namespace mlp {

// The page about a run whose model and rows are at hand; null: a run that failed or was interrupted, shown as
// far as it came.  threads 0: all that are available.
// Throws IoError or ConfigError when the run's files cannot be read, DataError where rows do not fit.
MLP_API std::string report_page(const std::filesystem::path& folder, const Model* model, const Splits* splits,
                                int threads = 0);

// The same from the directory alone.  Where the model or its rows cannot be read, `problem` says why, and the
// page shows the rest.
struct ReportPage {
  std::string text;
  std::string problem;
};
MLP_API ReportPage report_page(const std::filesystem::path& folder, int threads = 0);

// The page that compares runs.  REQUIRES: at least two.  Throws as report_page() does.
MLP_API std::string comparison_page(const std::vector<std::filesystem::path>& folders);

// Writes a page.  Throws IoError, and ConfigError where `path` is a file that is not such a page.
MLP_API void write_report(const std::filesystem::path& path, const std::string& page);

}  // namespace mlp
