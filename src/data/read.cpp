#include <algorithm>
#include <optional>

#include "data/csv.hpp"
#include "data/csv_files.hpp"
#include "data/dropped_rows.hpp"
#include "data/fitted.hpp"
#include "data/idx.hpp"
#include "data/libsvm.hpp"
#include "data/npy_array.hpp"
#include "data/synthetic.hpp"
#include "data/text_columns.hpp"
#include "io/digest.hpp"
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
    note(path, file);
    return file;
  }

  const std::filesystem::path& folder() const { return folder_; }

  // As messages call it.
  std::string name(const std::string& path) const { return (folder_ / path).lexically_normal().string(); }

 private:
  void note(const std::string& path, const MappedFile& file) const {
    if (files_ == nullptr) return;
    const auto is_same = [&](const DataFile& known) { return name(known.path) == name(path); };
    if (std::any_of(files_->begin(), files_->end(), is_same)) return;
    files_->push_back({.path = path, .sha256 = digest_of(file), .bytes = std::ssize(file.bytes())});
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

// Of one file, or of several joined to one text.
Dataset read_table(const CsvSource& source, const ColumnPlan& plan, std::string_view text,
                   const std::string& name, const CsvReading& reading) {
  Dataset data = read_csv(source, plan, text, name, reading);
  if (!plan.kept.empty()) data.kept = read_text_columns(source, text, name, plan.kept);
  for (TextColumn& column : data.kept) drop_rows(data.dropped, column);
  return data;
}

Dataset read(const CsvSource& source, const ColumnPlan& plan, const FileReader& files) {
  const std::vector<std::string> paths = csv_files(source, files.folder());
  const std::string name = files.name(paths.front());
  if (paths.size() == 1) {
    const TextFile file(files.open(paths.front()), name);
    return read_table(
        source, plan, file.text(), name,
        {.threads = available_threads(), .done_with = [&](std::string_view text) { file.let_go(text); }});
  }
  JoinedText joined;
  for (const std::string& path : paths)
    joined.add(source, TextFile(files.open(path), files.name(path)).text(), files.name(path));
  const std::vector<TextPart> parts = joined.parts();
  return read_table(source, plan, joined.text(), name, {.threads = available_threads(), .parts = parts});
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
  const auto array_of = [&](const std::string& path) {
    return read_npy_array(files.open(path).bytes(), files.name(path));
  };
  const std::string inputs_name = files.name(source.inputs), targets_name = files.name(source.targets);
  NamedArray inputs{.array = array_of(source.inputs), .name = inputs_name};
  if (source.targets.empty()) return dataset_of(std::move(inputs), std::nullopt, plan);
  return dataset_of(std::move(inputs), NamedArray{array_of(source.targets), targets_name}, plan);
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
