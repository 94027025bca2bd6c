#include "model/torch_weights.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/safetensors.hpp"
#include "mlp/base/error.hpp"
#include "model/tensor_numbers.hpp"

namespace mlp {
namespace {

// Numbers within names as numbers: "net.2" before "net.10".
struct NaturalOrder {
  static bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
  static std::string_view number_at(std::string_view text, std::size_t& at) {
    const std::size_t first = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    const std::string_view digits = text.substr(first, at - first);
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
  }

  bool operator()(const std::string& a, const std::string& b) const {
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
      if (is_digit(a[i]) && is_digit(b[j])) {
        const std::string_view x = number_at(a, i), y = number_at(b, j);
        if (x != y) return std::pair(x.size(), x) < std::pair(y.size(), y);
      } else if (a[i] != b[j]) {
        return a[i] < b[j];
      } else {
        ++i;
        ++j;
      }
    }
    return std::pair(a.size() - i, a) < std::pair(b.size() - j, b);
  }
};

// The tensors of a module by what follows the last dot of their names.
using Module = std::map<std::string, const TensorView*>;
using Modules = std::map<std::string, Module, NaturalOrder>;

Modules modules_of(const SafetensorsFile& file) {
  Modules modules;
  for (const TensorView& tensor : file.tensors()) {
    const std::size_t dot = tensor.name.rfind('.');
    const bool has_dot = dot != std::string::npos;
    const std::string part = has_dot ? tensor.name.substr(dot + 1) : tensor.name;
    if (part == "num_batches_tracked") continue;
    modules[has_dot ? tensor.name.substr(0, dot) : ""][part] = &tensor;
  }
  return modules;
}

class WeightsReader {
 public:
  WeightsReader(const std::filesystem::path& path, const Architecture& architecture)
      : path_(path),
        file_(path, SafetensorsOrigin::foreign),
        architecture_(architecture),
        layout_(architecture),
        modules_(modules_of(file_)),
        next_(modules_.begin()),
        parameters_(layout_.size) {}

  FlatBuffer<float> read() {
    const auto format = file_.metadata().find("format");
    if (format != file_.metadata().end() && format->second == "mlp-model") {
      throw ConfigError(path_.string() + ": expected weights of PyTorch, got a model of mlp",
                        "it needs no import: evaluate, predict, export and model.start_from take it");
    }
    for (Index l = 0; l < std::ssize(architecture_.layers); ++l) read_layer(l);
    if (next_ != modules_.end()) {
      const TensorView& tensor = *next_->second.begin()->second;
      refuse(
          tensor.name,
          "no further tensor after the config's " + std::to_string(architecture_.layers.size()) + " layers",
          shape_text(tensor.type, tensor.shape), same_layers_hint);
    }
    return std::move(parameters_);
  }

 private:
  static constexpr const char* same_layers_hint =
      "the config's layers must be those of the network: a Linear each, and normalization and prelu "
      "where the network has them";

  [[noreturn]] void refuse(const std::string& tensor, const std::string& expected, const std::string& found,
                           const std::string& hint) const {
    throw ConfigError(path_.string() + ": tensor \"" + tensor + "\": expected " + expected + ", got " + found,
                      hint);
  }

  // Where the config says what layer l is.
  std::string pointer(Index l) const {
    const bool is_last = l + 1 == std::ssize(architecture_.layers);
    return is_last ? "/model/output" : "/model/hidden/" + std::to_string(l);
  }

  void read_layer(Index l) {
    const Layer& layer = architecture_.layers[static_cast<std::size_t>(l)];
    begin_module(l, "Linear", {"weight", "bias"});
    take("weight", TensorRole::weight);
    take("bias", TensorRole::bias, 0.0f);
    if (layer.normalization) {
      const std::string name(name_of(*layer.normalization));
      if (layer.batch_norm()) {
        begin_module(l, name, {"weight", "bias", "running_mean", "running_var"});
        take("running_mean", TensorRole::running_mean);
        take("running_var", TensorRole::running_variance);
        take("weight", TensorRole::gain, 1.0f);
        take("bias", TensorRole::shift, 0.0f);
      } else if (has_shift(*layer.normalization)) {
        begin_module(l, name, {"weight", "bias"});
        take("weight", TensorRole::gain);
        take("bias", TensorRole::shift, 0.0f);
      } else {
        begin_module(l, name, {"weight"});
        take("weight", TensorRole::gain);
      }
    }
    if (layer.has_learned_slope()) {
      begin_module(l, "prelu", {"weight"});
      take("weight", TensorRole::slope);
    }
  }

  // Goes to the next module, whose tensors can be these.
  void begin_module(Index l, const std::string& kind, const std::vector<std::string>& parts) {
    layer_ = l;
    kind_ = kind;
    if (next_ == modules_.end()) {
      throw ConfigError(path_.string() + ": expected the tensors of a " + kind + " for " + pointer(l) +
                            " after " + (module_.empty() ? "the beginning" : "\"" + module_ + "\"") +
                            ", got no more",
                        same_layers_hint);
    }
    module_ = next_->first;
    tensors_ = &next_->second;
    ++next_;
    for (const auto& [part, tensor] : *tensors_) {
      if (std::find(parts.begin(), parts.end(), part) != parts.end()) continue;
      refuse(tensor->name, "the tensors of a " + kind + " for " + pointer(l), "one called " + part,
             same_layers_hint);
    }
  }

  std::string name_of_part(const std::string& part) const {
    return module_.empty() ? part : module_ + "." + part;
  }

  ParameterTensor target(TensorRole role) const { return layout_.tensor(layer_, role); }

  void take(const std::string& part, TensorRole role, float absent) {
    const ParameterTensor tensor = target(role);
    if (tensors_->contains(part)) return take(part, role);
    std::fill_n(parameters_.data() + tensor.offset, tensor.size(), absent);
  }

  void take(const std::string& part, TensorRole role) {
    const ParameterTensor tensor = target(role);
    const std::vector<Index> shape =
        tensor.is_weight ? std::vector{tensor.rows, tensor.columns} : std::vector{tensor.rows};
    const std::string expected =
        shape_text(TensorType::f32, shape) + " of a " + kind_ + " for " + pointer(layer_);
    const auto found = tensors_->find(part);
    if (found == tensors_->end()) refuse(name_of_part(part), expected, "none", same_layers_hint);
    const TensorView& view = *found->second;
    const bool is_for_all = role == TensorRole::slope && view.shape == std::vector<Index>{1};
    if (view.shape != shape && !is_for_all) {
      const bool is_transposed = view.shape == std::vector<Index>(shape.rbegin(), shape.rend());
      refuse(view.name, expected, shape_text(view.type, view.shape),
             is_transposed ? "its axes are swapped: PyTorch has [outputs, inputs], Keras [inputs, outputs]"
                           : same_layers_hint);
    }
    float* const to = parameters_.data() + tensor.offset;
    if (!copy_as_floats(view, to))
      refuse(view.name, "F32, F64, F16 or BF16", shape_text(view.type, view.shape), "");
    if (is_for_all) std::fill_n(to, tensor.size(), *to);
    check_numbers(view.name, role, to, tensor.size());
  }

  void check_numbers(const std::string& name, TensorRole role, const float* values, Index count) const {
    for (Index i = 0; i < count; ++i) {
      const bool fits =
          std::isfinite(values[i]) && (role != TensorRole::running_variance || values[i] >= 0.0f);
      if (fits) continue;
      throw CorruptFile(path_.string() + ": tensor \"" + name + "\": expected finite numbers" +
                        (role == TensorRole::running_variance ? " of at least 0" : "") +
                        ", got one that is not at position " + std::to_string(i));
    }
  }

  const std::filesystem::path path_;
  const SafetensorsFile file_;
  const Architecture& architecture_;
  const ParameterLayout layout_;
  const Modules modules_;
  Modules::const_iterator next_;
  // The module that is being read.
  std::string module_;
  const Module* tensors_ = nullptr;
  Index layer_ = 0;
  std::string kind_;
  FlatBuffer<float> parameters_;
};

}  // namespace

FlatBuffer<float> read_torch_weights(const std::filesystem::path& path, const Architecture& architecture) {
  return WeightsReader(path, architecture).read();
}

}  // namespace mlp
