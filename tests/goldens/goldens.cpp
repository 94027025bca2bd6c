#include "goldens/goldens.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "io/field_reader.hpp"
#include "mlp/base/error.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using Json = nlohmann::json;

template <typename Choice>
struct OneChoice {
  Choice choice;
  static void fields(auto& self, auto& field) { field("choice", self.choice, anything.required(), ""); }
};

// {"type": name, fields…} as the alternative of that name, as in a config.
template <typename Choice>
Choice read_choice(const Json& json) {
  return parse_fields<OneChoice<Choice>>(Json{{"choice", json}}.dump(), "golden").choice;
}

template <typename T>
void append(const Json& json, std::vector<T>& values) {
  if (json.is_array()) {
    for (const Json& element : json) append(element, values);
  } else {
    values.push_back(json.get<T>());
  }
}

// Nested lists as one flat vector, the last index running fastest.
template <typename T>
std::vector<T> flat(const Json& json) {
  std::vector<T> values;
  append(json, values);
  return values;
}

// {"layers.0.weight": [[…]], …} by the layout.
template <typename T>
std::vector<T> flat_by_layout(const Json& json, const ParameterLayout& layout) {
  std::vector<T> buffer(static_cast<std::size_t>(layout.size));
  for (const ParameterTensor& tensor : layout.tensors) {
    const std::vector<T> values = flat<T>(json.at(tensor.name));
    if (std::ssize(values) != tensor.size()) {
      throw Error(ErrorCode::internal, "golden: expected " + std::to_string(tensor.size()) + " values of " +
                                           tensor.name + ", got " + std::to_string(values.size()));
    }
    std::copy(values.begin(), values.end(), buffer.begin() + tensor.offset);
  }
  return buffer;
}

// A hidden layer of the golden: one of "hidden", or all have "hidden_activation".
Layer read_hidden(const Json& golden, std::size_t number) {
  Layer layer;
  if (!golden.contains("hidden")) {
    layer.activation = read_choice<Activation>(golden.at("hidden_activation"));
    return layer;
  }
  const Json& json = golden.at("hidden").at(number);
  layer.activation = read_choice<Activation>(json.at("activation"));
  layer.residual = json.value("residual", false);
  if (json.contains("normalization"))
    layer.normalization = read_choice<Normalization>(json.at("normalization"));
  return layer;
}

Architecture read_architecture(const Json& json) {
  const Json& parameters = json.at("parameters");
  const auto weight = [](std::size_t i) { return "layers." + std::to_string(i) + ".weight"; };
  Architecture architecture;
  for (std::size_t i = 0; parameters.contains(weight(i)); ++i) {
    const bool is_output = !parameters.contains(weight(i + 1));
    Layer layer = is_output ? Layer{.activation = read_choice<Activation>(json.at("output_activation"))}
                            : read_hidden(json, i);
    layer.inputs = static_cast<Index>(parameters.at(weight(i)).at(0).size());
    layer.units = static_cast<Index>(parameters.at(weight(i)).size());
    architecture.layers.push_back(layer);
  }
  return architecture;
}

Golden read_golden(const Json& json) {
  Golden golden;
  golden.name = json.at("name");
  golden.architecture = read_architecture(json);
  golden.loss = read_choice<Loss>(json.at("loss"));
  golden.batch_size = json.at("batch_size");
  golden.inputs = flat<float>(json.at("inputs"));
  if (target_kind(golden.loss) == TargetKind::classes) {
    golden.classes = flat<std::int32_t>(json.at("targets"));
  } else {
    golden.numbers = flat<float>(json.at("targets"));
  }
  const ParameterLayout layout(golden.architecture);
  golden.parameters = flat_by_layout<float>(json.at("parameters"), layout);
  const Json& first = json.at("first_batch");
  golden.outputs = flat<double>(first.at("outputs"));
  golden.first_loss = first.at("loss");
  golden.gradient = flat_by_layout<double>(first.at("gradient"), layout);
  for (const Json& training : json.at("trainings")) {
    const Json& plan = training.value("plan", Json::object());
    std::optional<GradientClipping> clipping;
    if (plan.contains("gradient_clipping"))
      clipping = read_choice<GradientClipping>(plan.at("gradient_clipping"));
    golden.trainings.push_back({.name = training.at("optimizer").dump() + " " + plan.dump(),
                                .optimizer = read_choice<Optimizer>(training.at("optimizer")),
                                .clipping = clipping,
                                .l1 = plan.value("l1", 0.0),
                                .max_norm = plan.value("max_norm", 0.0),
                                .losses = flat<double>(training.at("losses")),
                                .parameters = flat_by_layout<double>(training.at("parameters"), layout)});
  }
  return golden;
}

}  // namespace

std::vector<Golden> all_goldens() {
  std::vector<Golden> goldens;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder() + "/tests/goldens")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    goldens.push_back(read_golden(Json::parse(file)));
  }
  if (goldens.empty()) throw Error(ErrorCode::internal, "tests/goldens: expected JSON files, got none");
  std::sort(goldens.begin(), goldens.end(), [](const Golden& a, const Golden& b) { return a.name < b.name; });
  return goldens;
}

void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.name; }

}  // namespace mlp
