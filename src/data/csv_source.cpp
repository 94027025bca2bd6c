#include "data/csv_source.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/csv.hpp"
#include "data/csv_files.hpp"
#include "data/dropped_rows.hpp"
#include "data/table_cache.hpp"
#include "data/text_columns.hpp"
#include "io/disk_numbers.hpp"
#include "io/text_file.hpp"
#include "mlp/base/available_threads.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

class TableSource {
 public:
  TableSource(const CsvSource& source, const ColumnPlan& plan, const FileReader& files)
      : source_(source),
        plan_(plan),
        files_(files),
        paths_(csv_files(source, files.folder())),
        name_(files.name(paths_.front())),
        folder_(files.disk_folder(paths_.front())) {}

  Dataset read() const {
    if (paths_.size() == 1) {
      const TextFile file = open(paths_.front());
      return read(file.text(), {.done_with = [&](std::string_view text) { file.let_go(text); }});
    }
    JoinedText joined =
        source_.on_disk ? JoinedText(scratch_numbers<char>(folder_, most_bytes())) : JoinedText();
    for (const std::string& path : paths_) joined.add(source_, open(path).text(), files_.name(path));
    const std::vector<TextPart> parts = joined.parts();
    return read(joined.text(), {.parts = parts});
  }

 private:
  TextFile open(const std::string& path) const {
    TextFile file(files_.open(path), files_.name(path));
    if (source_.on_disk && file.is_packed())
      throw DataError(files_.name(path) + ": expected text that is not packed with on_disk, got gzip",
                      "gunzip it");
    return file;
  }

  // Of all files with a line end each.
  Index most_bytes() const {
    Index bytes = 0;
    for (const std::string& path : paths_)
      bytes += std::ssize(MappedFile(files_.folder() / path).bytes()) + 1;
    return bytes;
  }

  Dataset read(std::string_view text, CsvReading reading) const {
    reading.threads = available_threads();
    Dataset data =
        source_.on_disk ? converted(text, reading) : read_csv(source_, plan_, text, name_, reading);
    if (!plan_.kept.empty()) data.kept = read_text_columns(source_, text, name_, plan_.kept);
    for (TextColumn& column : data.kept) drop_rows(data.dropped, column);
    return data;
  }

  // Now, or before.
  Dataset converted(std::string_view text, CsvReading reading) const {
    std::vector<std::string> digests;
    for (const std::string& path : paths_) digests.push_back(files_.digest(path));
    const TableCache cache(folder_, table_key(digests, source_, plan_));
    std::optional<Dataset> known = cache.find();
    if (!known) {
      reading.room_for = [&](Index count) { return scratch_numbers<float>(folder_, count); };
      known = cache.keep(read_csv(source_, plan_, text, name_, reading));
    }
    if (!known->lines.empty()) known->file = name_;
    return std::move(*known);
  }

  const CsvSource& source_;
  const ColumnPlan& plan_;
  const FileReader& files_;
  const std::vector<std::string> paths_;
  const std::string name_;
  const std::filesystem::path folder_;
};

}  // namespace

Dataset read_csv_source(const CsvSource& source, const ColumnPlan& plan, const FileReader& files) {
  return TableSource(source, plan, files).read();
}

}  // namespace mlp
