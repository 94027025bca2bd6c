#include "arguments/activation_choice.hpp"

#include "io/field_reader.hpp"
#include "io/field_writer.hpp"
#include "mlp/base/error.hpp"
#include "mlp/nn/architecture.hpp"

using mlp::JsonNode;
using mlp::JsonProblem;
using mlp::Position;

// Where a value stands that no file holds; see io/json_problem.hpp.
static constexpr Position on_command_line{.line = 0, .column = 1};

// At the first colon the name ends; a value may have further ones.
static JsonNode document_of(const std::string& text, const std::string& place,
                            std::vector<JsonProblem>& problems) {
  if (text.starts_with('{')) return parse_json(text, place, problems);
  const std::size_t colon = text.find(':');
  JsonNode document{.value = text.substr(0, colon), .at = on_command_line};
  if (colon == std::string::npos) return document;
  document.value = mlp::JsonObject{{.key = "type",
                                    .at = on_command_line,
                                    .value = {.value = text.substr(0, colon), .at = on_command_line}}};
  std::string_view rest = std::string_view(text).substr(colon + 1);
  while (true) {
    const std::string_view field = rest.substr(0, rest.find(','));
    const std::size_t equals = field.find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.push_back({on_command_line, "",
                          "expected FIELD=VALUE after the colon, got " + mlp::shown(field),
                          "for example leaky_relu:negative_slope=0.2"});
      return document;
    }
    set_by_pointer(document, mlp::pointer_to("", field.substr(0, equals)), field.substr(equals + 1),
                   on_command_line);
    if (field.size() == rest.size()) return document;
    rest.remove_prefix(field.size() + 1);
  }
}

template <typename Choice>
static Choice choice_from(const std::string& text, const std::string& place) {
  std::vector<JsonProblem> problems;
  const JsonNode document = document_of(text, place, problems);
  Choice choice;
  if (problems.empty()) read_fields(document, choice, problems);
  throw_problems(problems, place);
  return choice;
}

// What a field's own rule cannot say, as that one bound is below another; a layer's check does.
static void check_as_layer(const mlp::HiddenLayerConfig& layer, const std::string& place) {
  try {
    mlp::resolved(mlp::ModelConfig{.hidden = {layer}}, mlp::MeanSquaredError{});
  } catch (const mlp::ConfigError& error) {
    const std::string message = error.what();
    std::size_t end_of_pointer = message.find(": ");
    const std::size_t name = message.rfind('/', end_of_pointer);
    throw mlp::ConfigError(place + ": " + message.substr(name));
  }
}

mlp::Activation activation_from(const std::string& text, const std::string& place) {
  const auto activation = choice_from<mlp::Activation>(text, place);
  if (!mixes_units(activation)) check_as_layer({.units = 1, .activation = activation}, place);
  return activation;
}

mlp::Initializer initializer_from(const std::string& text, const std::string& place) {
  const auto initializer = choice_from<mlp::Initializer>(text, place);
  check_as_layer({.units = 1, .initializer = initializer}, place);
  return initializer;
}

std::vector<std::string> split_choices(std::string_view text) {
  std::vector<std::string> parts{""};
  int depth = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && (i == 0 || text[i - 1] != '\\')) is_quoted = !is_quoted;
    if (!is_quoted && (c == '{' || c == '[')) ++depth;
    if (!is_quoted && (c == '}' || c == ']')) --depth;
    if (c != ',' || is_quoted || depth > 0) {
      parts.back() += c;
      continue;
    }
    const std::string_view next = text.substr(i + 1, text.find_first_of(",{", i + 1) - (i + 1));
    const bool is_field = parts.back().find(':') != std::string::npos &&
                          next.find('=') != std::string_view::npos &&
                          next.find(':') == std::string_view::npos;
    if (is_field) {
      parts.back() += c;
    } else {
      parts.emplace_back();
    }
  }
  return parts;
}

template <typename Choice>
static std::string text_of_choice(const Choice& choice) {
  const nlohmann::ordered_json fields = mlp::write_fields(choice);
  const nlohmann::ordered_json by_default =
      std::visit([]<typename Held>(const Held&) { return mlp::write_fields(Choice(Held{})); }, choice);
  std::string text(name_of(choice));
  char separator = ':';
  for (const auto& [key, value] : fields.items()) {
    if (value == by_default.at(key)) continue;
    // A choice without fields, as a gain of {"type": "activation"}, by its name.
    const bool is_name = value.is_object() && value.size() == 1 && value.contains("type");
    text += separator + key + "=" + (is_name ? value.at("type").template get<std::string>() : value.dump());
    separator = ',';
  }
  return text;
}

std::string text_of(const mlp::Activation& activation) { return text_of_choice(activation); }
std::string text_of(const mlp::Initializer& initializer) { return text_of_choice(initializer); }

std::string label_of(const mlp::Activation& activation) {
  std::string label, text = text_of(activation);
  bool is_name = false;
  for (const char c : text) {
    if (c == ':' || c == ',') label += c == ':' ? " " : ", ";
    if (c == ':' || c == ',' || c == '=')
      is_name = c != '=';
    else if (!is_name)
      label += c;
  }
  return label;
}
