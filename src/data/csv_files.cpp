#include "data/csv_files.hpp"

#include <glob.h>

#include <algorithm>
#include <string_view>

#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

namespace fs = std::filesystem;

bool is_pattern(const std::string& path, const fs::path& folder) {
  return path.find_first_of("*?") != std::string::npos && !fs::exists(folder / path);
}

// With a backslash before each of `special`, so that glob(3) reads it as itself.
std::string escaped(std::string_view text, std::string_view special) {
  std::string escaped;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// Relative to `folder` as the pattern is.
std::vector<std::string> matches_of(const std::string& pattern, const fs::path& folder) {
  const std::string before = pattern.starts_with('/') ? "" : (folder / "").string();
  glob_t found{};
  const std::string whole = escaped(before, "*?[\\") + escaped(pattern, "[\\");
  const int status = ::glob(whole.c_str(), GLOB_NOSORT, nullptr, &found);
  std::vector<std::string> paths;
  for (std::size_t i = 0; status == 0 && i < found.gl_pathc; ++i)
    paths.emplace_back(found.gl_pathv[i] + before.size());
  ::globfree(&found);
  if (paths.empty()) {
    throw IoError(before + pattern + ": cannot read: no file matches",
                  "* stands for any characters but /, ? for one; the path starts at the config's folder");
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

std::vector<std::string> csv_files(const CsvSource& source, const fs::path& folder) {
  if (source.path.empty() == source.path_list.empty()) {
    throw ConfigError(std::string("csv: expected one of the keys \"path\" and \"paths\", got ") +
                          (source.path.empty() ? "none" : "both"),
                      "\"path\" names a file, or by * and ? several; \"paths\" lists them");
  }
  std::vector<std::string> files;
  for (const std::string& path : source.path_list.empty() ? std::vector{source.path} : source.path_list) {
    if (!is_pattern(path, folder)) {
      files.push_back(path);
      continue;
    }
    const std::vector<std::string> matches = matches_of(path, folder);
    files.insert(files.end(), matches.begin(), matches.end());
  }
  return files;
}

void JoinedText::add(const CsvSource& source, std::string_view text, const std::string& name) {
  const CsvScanner scanner(text, source.delimiter.empty() ? ',' : source.delimiter.front(), name);
  const char* rows = scanner.begin();
  if (rows == scanner.end()) scanner.fail(rows, "expected rows, got an empty file");
  std::vector<std::string> columns;
  const char* p = rows;
  for (;;) {
    const CsvScanner::Field field = scanner.field(p);
    columns.push_back(source.header ? field.value() : std::string());
    p = field.next;
    if (scanner.is_line_end(p)) break;
    ++p;
  }
  if (files_.empty()) {
    columns_ = columns;
  } else if (columns != columns_) {
    const bool are_named = source.header;
    scanner.fail(
        scanner.begin(),
        "expected " +
            (are_named ? "the columns " + listed(columns_) : counted(std::ssize(columns_), "column")) +
            " as in " + files_.front().name + ", got " +
            (are_named ? listed(columns) : std::to_string(columns.size())),
        "files that are read as one have the same columns in the same order");
  }
  if (source.header && !files_.empty()) {
    if (p == scanner.end()) scanner.fail(scanner.begin(), "expected rows after the column names, got none");
    rows = p + 1;
  }
  files_.push_back({.offset = this->text().size(), .name = name, .lines_before = scanner.lines_before(rows)});
  append({rows, scanner.end()});
  append("\n");
}

void JoinedText::append(std::string_view text) {
  if (room_.empty()) {
    text_ += text;
    return;
  }
  std::copy(text.begin(), text.end(), room_.begin() + used_);
  used_ += text.size();
}

std::vector<TextPart> JoinedText::parts() const {
  std::vector<TextPart> parts;
  for (const File& file : files_)
    parts.push_back(
        {.begin = text().data() + file.offset, .name = file.name, .lines_before = file.lines_before});
  return parts;
}

}  // namespace mlp
