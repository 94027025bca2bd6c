#include <algorithm>
#include <optional>

#include "data/csv.hpp"
#include "data/csv_files.hpp"
#include "data/dropped_rows.hpp"
#include "data/fitted.hpp"
#include "data/idx.hpp"
#include "data/libsvm.hpp"
#include "data/npy_array.hpp"
#include "data/npz_archive.hpp"
#include "data/synthetic.hpp"
#include "data/table_cache.hpp"
#include "data/text_columns.hpp"
#include "io/digest.hpp"
#include "io/disk_numbers.hpp"
#include "io/mapped_file.hpp"
#include "io/text_file.hpp"
#include "mlp/base/available_threads.hpp"
#include "mlp/base/error.hpp"
#include "mlp/data/load.hpp"

namespace mlp {

namespace {

// Maps files and notes each once, with its digest.
class FileReader {
 public:
  FileReader(const std::filesystem::path& folder, std::vector<DataFile>* files)
      : folder_(folder), files_(files) {}

  MappedFile open(const std::string& path) const {
    MappedFile file(folder_ / path);
    if (files_ != nullptr && find(path) == nullptr)
      files_->push_back({.path = path, .sha256 = digest_of(file), .bytes = std::ssize(file.bytes())});
    return file;
  }

  std::string digest(const std::string& path) const {
    const DataFile* const known = find(path);
    return known ? known->sha256 : digest_of(MappedFile(folder_ / path));
  }

  const std::filesystem::path& folder() const { return folder_; }

  // As messages call it.
  std::string name(const std::string& path) const { return (folder_ / path).lexically_normal().string(); }

 private:
  const DataFile* find(const std::string& path) const {
    if (files_ == nullptr) return nullptr;
    const auto known = std::find_if(files_->begin(), files_->end(),
                                    [&](const DataFile& each) { return name(each.path) == name(path); });
    return known == files_->end() ? nullptr : &*known;
  }

  // A file may be larger than memory has room for.
  static std::string digest_of(const MappedFile& file) {
    constexpr std::size_t block_bytes = std::size_t{4} << 20;
    Sha256 digest;
    for (std::string_view left = file.bytes(); !left.empty();) {
      const std::string_view block = left.substr(0, block_bytes);
      digest.add(block.data(), block.size());
      file.let_go(block);
      left.remove_prefix(block.size());
    }
    return digest.hex();
  }

  const std::filesystem::path& folder_;
  std::vector<DataFile>* files_;
};

// Beside a file that is read.
std::filesystem::path disk_folder(const std::filesystem::path& path) {
  return path.parent_path() / ".mlp-cache";
}

// A CSV source: of one file, or of several joined to one text.
class TableSource {
 public:
  TableSource(const CsvSource& source, const ColumnPlan& plan, const FileReader& files)
      : source_(source),
        plan_(plan),
        files_(files),
        paths_(csv_files(source, files.folder())),
        name_(files.name(paths_.front())),
        folder_(disk_folder(files.folder() / paths_.front())) {}

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

Dataset read(const CsvSource& source, const ColumnPlan& plan, const FileReader& files) {
  return TableSource(source, plan, files).read();
}

Dataset read(const IdxSource& source, const ColumnPlan& plan, const FileReader& files) {
  const MappedFile inputs = files.open(source.inputs);
  const std::string inputs_name = files.name(source.inputs);
  if (source.targets.empty()) return read_idx_pair({inputs.bytes(), inputs_name}, std::nullopt, plan);
  const MappedFile targets = files.open(source.targets);
  const std::string targets_name = files.name(source.targets);
  return read_idx_pair({inputs.bytes(), inputs_name}, NamedBytes{targets.bytes(), targets_name}, plan);
}

Dataset read(const NpySource& source, const ColumnPlan& plan, const FileReader& files) {
  const auto array_of = [&](const std::string& path, bool on_disk) {
    if (const std::optional<NpzPlace> place = npz_place(path, files.folder())) {
      files.open(place->archive);
      if (on_disk) {
        throw DataError(
            files.name(path) + ": expected a file of its own with on_disk, got an array in an archive",
            "numpy.save(path, numpy.load(archive)[name]) writes one");
      }
      return read_npz_array(files.folder() / place->archive, place->array);
    }
    const MappedFile file = files.open(path);
    return on_disk ? map_npy_array(files.folder() / path, files.name(path))
                   : read_npy_array(file.bytes(), files.name(path));
  };
  const std::string inputs_name = files.name(source.inputs), targets_name = files.name(source.targets);
  NamedArray inputs{.array = array_of(source.inputs, source.on_disk), .name = inputs_name};
  std::optional<NamedArray> targets;
  if (!source.targets.empty()) targets = {array_of(source.targets, false), targets_name};
  Dataset data = dataset_of(std::move(inputs), std::move(targets), plan);
  if (source.on_disk) data.disk_folder = disk_folder(files.folder() / source.inputs);
  return data;
}

Dataset read(const LibsvmSource& source, const ColumnPlan& plan, const FileReader& files) {
  const std::string name = files.name(source.path);
  const TextFile file(files.open(source.path), name);
  return read_libsvm(source, plan, file.text(), name);
}

Dataset read(const SyntheticSource& source, const ColumnPlan& plan, const FileReader&) {
  return fitted(draw_synthetic(source), plan, "synthetic " + std::string(name_of(source.shape)));
}

Dataset read(const CustomSource& source, const ColumnPlan& plan, const FileReader& files) {
  if (!source.implementation) {
    throw ConfigError("data source: expected an implementation, got a null pointer",
                      "std::make_shared<YourClass>() makes one; see docs/extending.md");
  }
  std::filesystem::path path;
  if (!source.path.empty()) {
    path = files.name(source.path);
    if (std::filesystem::is_regular_file(path)) files.open(source.path);
  }
  const std::string name = path.empty() ? std::string(name_of_alternative(source)) : path.string();
  return fitted(source.implementation->read(source.numbers, path), plan, "data source " + name);
}

}  // namespace

Dataset read_source(const Source& source, const ColumnPlan& plan, const std::filesystem::path& folder,
                    std::vector<DataFile>* files) {
  const FileReader reader(folder, files);
  return std::visit([&](const auto& held) { return read(held, plan, reader); }, source);
}

}  // namespace mlp
