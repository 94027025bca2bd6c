#include "model/exports/json_export.hpp"

#include <nlohmann/json.hpp>
#include <span>

#include "mlp/base/error.hpp"
#include "mlp/base/version.hpp"
#include "model/model_description.hpp"
#include "model/model_tensors.hpp"
#include "model/prediction_csv.hpp"

namespace mlp {
namespace {

constexpr std::string_view json_format = "mlp-json";

// Nested lists, as the shape says.
void append_tensor(std::span<const Index> shape, const float*& values, std::string& text) {
  if (shape.empty()) {
    text += shortest_text(*values++);
    return;
  }
  text += "[";
  for (Index i = 0; i < shape.front(); ++i) {
    if (i > 0) text += shape.size() > 1 ? ",\n      " : ", ";
    append_tensor(shape.subspan(1), values, text);
  }
  text += "]";
}

void read_tensor(const nlohmann::json& json, std::span<const Index> shape, float*& values) {
  if (shape.empty()) {
    *values++ = json.get<float>();
    return;
  }
  if (!json.is_array() || static_cast<Index>(json.size()) != shape.front())
    throw CorruptFile("the JSON export: expected a list of " + std::to_string(shape.front()) + " elements");
  for (const nlohmann::json& element : json) read_tensor(element, shape.subspan(1), values);
}

}  // namespace

std::string json_export(const Model& model) {
  std::string text = "{\n  \"format\": \"" + std::string(json_format) + "\",\n  \"version\": \"" +
                     std::string(version()) + "\",\n  \"arithmetic\": " + std::to_string(arithmetic_number) +
                     ",\n  \"model\": " + to_json(ModelDescription::of(model)) + ",\n  \"tensors\": {";
  bool is_first = true;
  visit_tensors(model,
                [&](const std::string& name, const std::vector<Index>& shape, std::span<const float> values) {
                  const float* at = values.data();
                  text += std::string(is_first ? "" : ",") + "\n    \"" + name + "\": ";
                  append_tensor(shape, at, text);
                  is_first = false;
                });
  return text + "\n  }\n}\n";
}

Model read_json_export(std::string_view text, const Model& model) {
  Model read = model;
  try {
    const auto json = nlohmann::ordered_json::parse(text);
    const std::string description = to_json(parse_model_description(json.at("model").dump()));
    if (json.at("format") != json_format || description != to_json(ModelDescription::of(model)))
      throw CorruptFile("the JSON export: expected the description of the model, got another");
    visit_tensors(read,
                  [&](const std::string& name, const std::vector<Index>& shape, std::span<float> values) {
                    float* at = values.data();
                    read_tensor(json.at("tensors").at(name), shape, at);
                  });
  } catch (const nlohmann::json::exception& error) {
    throw CorruptFile(std::string("the JSON export: ") + error.what());
  }
  return read;
}

}  // namespace mlp
