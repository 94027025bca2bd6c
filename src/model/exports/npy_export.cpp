#include "model/exports/npy_export.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "io/atomic_file.hpp"
#include "io/file_descriptor.hpp"
#include "io/mapped_file.hpp"
#include "io/npy.hpp"
#include "mlp/base/error.hpp"
#include "model/model_description.hpp"
#include "model/model_tensors.hpp"

namespace mlp {

namespace fs = std::filesystem;

void npy_export(const Model& model, const fs::path& folder) {
  const std::string description = to_json(ModelDescription::of(model)) + "\n";
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) throw_io_error(folder, "create the directory", failure.value());
  visit_tensors(model,
                [&](const std::string& name, const std::vector<Index>& shape, std::span<const float> values) {
                  write_npy(folder / (name + ".npy"), shape, values);
                });
  write_atomically(folder / npy_description_file, {description});
}

Model read_npy_export(const fs::path& folder, const Model& model) {
  const fs::path description = folder / npy_description_file;
  if (MappedFile(description).bytes() != to_json(ModelDescription::of(model)) + "\n")
    throw CorruptFile(description.string() + ": expected the description of the model, got another");
  Model read = model;
  visit_tensors(read, [&](const std::string& name, const std::vector<Index>& shape, std::span<float> values) {
    const FlatBuffer<float> numbers = read_npy(folder / (name + ".npy"), shape);
    std::copy(numbers.begin(), numbers.end(), values.begin());
  });
  return read;
}

}  // namespace mlp
