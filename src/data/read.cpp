#include <optional>

#include "data/column_settings.hpp"
#include "data/csv_source.hpp"
#include "data/file_reader.hpp"
#include "data/fitted.hpp"
#include "data/idx.hpp"
#include "data/libsvm.hpp"
#include "data/npy_array.hpp"
#include "data/npz_archive.hpp"
#include "data/synthetic.hpp"
#include "io/mapped_file.hpp"
#include "io/text_file.hpp"
#include "mlp/base/error.hpp"
#include "mlp/data/load.hpp"

namespace mlp {

namespace {

Dataset read(const CsvSource& source, const ColumnPlan& plan, const FileReader& files) {
  return read_csv_source(source, plan, files);
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
  if (source.on_disk) data.disk_folder = files.disk_folder(source.inputs);
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
  Dataset data = std::visit([&](const auto& held) { return read(held, plan, reader); }, source);
  if (std::holds_alternative<CsvSource>(source)) return data;  // its text is read by the settings
  if (!plan.missing_markers.empty()) {
    throw ConfigError("/data/missing_markers: expected none with a source of type " +
                          std::string(name_of(source)) + ", got some",
                      "only csv has texts that may mean a missing value");
  }
  apply_settings(plan.settings, data, "the data source " + std::string(name_of(source)));
  return data;
}

}  // namespace mlp
