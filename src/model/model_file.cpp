// A model as a safetensors file (io/safetensors.hpp).
//
//   tensors, all F32, in this order
//     layers.N.weight              [units, inputs]
//     layers.N.bias                [units]
//     layers.N.…                   [units]          of layers that have more (see ParameterLayout)
//     preprocess.inputs.shift      [inputs]         where inputs are scaled
//     preprocess.inputs.scale      [inputs]
//     preprocess.targets.shift     [targets]        where targets are scaled
//     preprocess.targets.scale     [targets]
//
//   metadata, all strings
//     format        "mlp-model"
//     arithmetic    "1"
//     version       the library's that wrote it
//     model         a ModelDescription as JSON
//
// Neither a clock nor a host's name is in it: equal training gives equal bytes.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>

#include "io/digest.hpp"
#include "io/safetensors.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/version.hpp"
#include "mlp/model/model.hpp"
#include "model/model_description.hpp"
#include "model/model_tensors.hpp"
#include "model/parameter_tensors.hpp"
#include "model/parameters_digest.hpp"

namespace mlp {
namespace {

constexpr std::string_view model_format = "mlp-model";

// The place of the first value that is not finite, or −1.
Index first_not_finite(const float* values, Index count) {
  for (Index i = 0; i < count; ++i) {
    if (!std::isfinite(values[i])) return i;
  }
  return -1;
}

// A file being read, whose tensors are taken one by one.
class ModelReader {
 public:
  explicit ModelReader(const std::filesystem::path& path) : path_(path), file_(path) {}

  std::string metadata(const std::string& key) const {
    const auto found = file_.metadata().find(key);
    return found == file_.metadata().end() ? "" : found->second;
  }

  void check_kind() const {
    if (metadata("format") != model_format) {
      fail("expected a model written by mlp, got another safetensors file",
           "a run's model is its file model.safetensors");
    }
    const std::string arithmetic = metadata("arithmetic");
    if (arithmetic != std::to_string(arithmetic_number)) {
      fail("expected arithmetic number " + std::to_string(arithmetic_number) + ", got \"" + arithmetic + "\"",
           "the model was written by mlp " + metadata("version") + "; this is " + std::string(version()));
    }
  }

  ModelDescription description(const Extensions& extensions) const {
    const std::vector<std::string> missing = missing_extensions(metadata("model"), extensions);
    if (!missing.empty()) {
      throw ConfigError(path_.string() + ": expected the extension " + missing.front() +
                            ", which the model was trained with, got none of that kind and name",
                        "pass it: Model::load(path, {std::make_shared<YourClass>()}); see docs/extending.md");
    }
    try {
      return parse_model_description(metadata("model"), extensions);
    } catch (const ConfigError& error) {
      fail(std::string("the model's description is damaged: ") + error.what());
    }
  }

  FlatBuffer<float> parameters(const Architecture& architecture) {
    // Every shape is compared before memory for it is asked for.
    for (std::size_t l = 0; l < architecture.layers.size(); ++l) {
      const Layer& layer = architecture.layers[l];
      const std::string name = "layers." + std::to_string(l);
      file_.tensor(name + ".weight", TensorType::f32, {layer.units, layer.inputs});
      file_.tensor(name + ".bias", TensorType::f32, {layer.units});
    }
    const ParameterLayout layout(architecture);
    FlatBuffer<float> parameters(layout.size);
    for (const ParameterTensor& tensor : layout.tensors) {
      take(tensor.name, shape_of(tensor), parameters.data() + tensor.offset);
      if (tensor.role == TensorRole::running_variance) check_variances(tensor, parameters.data());
    }
    return parameters;
  }

  ColumnScaling scaling(const std::string& name, Index columns) {
    if (!file_.has(name + ".shift") && !file_.has(name + ".scale")) return {};
    file_.tensor(name + ".shift", TensorType::f32, {columns});
    ColumnScaling scaling{.shift = FlatBuffer<float>(columns), .scale = FlatBuffer<float>(columns)};
    take(name + ".shift", {columns}, scaling.shift.data());
    take(name + ".scale", {columns}, scaling.scale.data());
    return scaling;
  }

  // REQUIRES: all that is wanted has been taken.
  void check_nothing_is_left() const {
    if (static_cast<std::size_t>(taken_) == file_.tensors().size()) return;
    fail("expected " + std::to_string(taken_) + " tensors for the model's architecture, got " +
             std::to_string(file_.tensors().size()),
         "the file's tensors belong to another architecture than its description");
  }

 private:
  [[noreturn]] void fail(const std::string& message, const std::string& hint = {}) const {
    throw CorruptFile(path_.string() + ": " + message, hint);
  }

  void check_variances(const ParameterTensor& tensor, const float* parameters) const {
    const float* const begin = parameters + tensor.offset;
    if (std::all_of(begin, begin + tensor.size(), [](float x) { return x >= 0.0f; })) return;
    fail(tensor.name + ": expected variances of 0 or more, got one below 0");
  }

  void take(const std::string& name, const std::vector<Index>& shape, float* destination) {
    const TensorView& tensor = file_.tensor(name, TensorType::f32, shape);
    std::memcpy(destination, tensor.bytes.data(), tensor.bytes.size());
    const auto count = static_cast<Index>(tensor.bytes.size() / sizeof(float));
    if (const Index place = first_not_finite(destination, count); place >= 0) {
      fail(name + ": expected finite numbers, got one that is not at position " + std::to_string(place));
    }
    ++taken_;
  }

  std::filesystem::path path_;
  SafetensorsFile file_;
  Index taken_ = 0;
};

}  // namespace

void Model::save(const std::filesystem::path& path) const {
  std::vector<TensorView> tensors;
  visit_tensors(
      *this, [&](const std::string& name, const std::vector<Index>& shape, std::span<const float> values) {
        const Index count = std::ssize(values);
        if (first_not_finite(values.data(), count) >= 0)
          throw Diverged(path.string() + ": not written: " + name + " holds numbers that are not finite");
        tensors.push_back(
            {.name = name, .type = TensorType::f32, .shape = shape, .bytes = bytes_of(values.data(), count)});
      });
  write_safetensors(path,
                    {{"format", std::string(model_format)},
                     {"arithmetic", std::to_string(arithmetic_number)},
                     {"version", std::string(version())},
                     {"model", to_json(ModelDescription::of(*this))}},
                    tensors);
}

Model Model::load(const std::filesystem::path& path, const Extensions& extensions) {
  ModelReader reader(path);
  reader.check_kind();
  ModelDescription description = reader.description(extensions);
  Model model;
  model.parameters = reader.parameters(description.architecture);
  model.input_scaling = reader.scaling("preprocess.inputs", description.architecture.inputs());
  model.target_scaling = reader.scaling("preprocess.targets",
                                        target_count(description.loss, description.architecture.outputs()));
  reader.check_nothing_is_left();
  model.architecture = std::move(description.architecture);
  model.loss = std::move(description.loss);
  model.input_names = std::move(description.input_names);
  model.target_names = std::move(description.target_names);
  model.class_labels = std::move(description.class_labels);
  model.encoding = std::move(description.encoding);
  model.target_columns = std::move(description.target_columns);
  model.image_bytes = description.image_bytes;
  model.decision_threshold = description.decision_threshold;
  return model;
}

ColumnPlan Model::column_plan() const {
  return {.input_names = input_names,
          .target_names = target_names,
          .class_labels = class_labels,
          .target_kind = target_kind(loss),
          .target_optional = false,
          .features = input_columns(),
          .columns = encoding.data_columns()};
}

std::string Model::parameters_sha256() const {
  return mlp::parameters_sha256(ParameterLayout(architecture), parameters.data());
}

std::string Predictions::sha256() const { return sha256_hex(bytes_of(values.data(), rows * outputs)); }

}  // namespace mlp
