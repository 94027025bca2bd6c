#include "train/starting_point.hpp"

#include <algorithm>

#include "base/words.hpp"
#include "data/column_config.hpp"
#include "data/message.hpp"
#include "io/field_writer.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

std::string layer_name(Index l) { return "layers." + std::to_string(l); }

// How wide a layer is and what it computes; how it began and what is dropped in training do not matter.
nlohmann::ordered_json essence(const Layer& layer) {
  nlohmann::ordered_json json = write_fields(layer);
  json.erase("initializer");
  json.erase("dropout");
  return json;
}

class Comparer {
 public:
  Comparer(const Model& model, const Model& start, const std::string& name)
      : model_(model), start_(start), name_(name) {}

  void check_inputs() const {
    const Index wanted = model_.architecture.inputs(), found = start_.architecture.inputs();
    if (wanted != found) {
      refuse("/model/start_from", "a model of " + std::to_string(wanted) + " inputs, as the data has",
             std::to_string(found) + " in " + name_);
    }
    if (model_.image_bytes != start_.image_bytes) {
      const auto kind = [](const Model& model) { return model.image_bytes ? "images of bytes" : "numbers"; };
      refuse("/model/start_from", std::string("a model of ") + kind(model_) + ", as the data has",
             std::string(kind(start_)) + " in " + name_);
    }
    const auto [ours, theirs] = std::mismatch(model_.input_names.begin(), model_.input_names.end(),
                                              start_.input_names.begin(), start_.input_names.end());
    if (ours == model_.input_names.end() || theirs == start_.input_names.end()) return;
    refuse("/model/start_from",
           "a model whose input " + std::to_string(ours - model_.input_names.begin() + 1) + " is \"" + *ours +
               "\", as in the data",
           "\"" + *theirs + "\" in " + name_,
           "/data/train/inputs lists the columns in the order that the model has them");
  }

  void check_hidden_layers() const {
    const Index hidden = hidden_layers(model_), theirs = hidden_layers(start_);
    if (hidden != theirs) {
      refuse("/model/hidden", "the " + std::to_string(theirs) + " hidden layers of " + name_,
             std::to_string(hidden));
    }
    for (Index l = 0; l < hidden; ++l) check_layer(l);
  }

  std::string new_output() const {
    const Layer& ours = model_.architecture.layers.back();
    const Layer& theirs = start_.architecture.layers.back();
    const bool classes = target_kind(model_.loss) == TargetKind::classes;
    if (target_kind(model_.loss) != target_kind(start_.loss)) return "its targets are of another kind";
    if (traits_of(model_.loss).values != TargetValues::any && model_.loss.index() != start_.loss.index())
      return "its loss differs";
    if (classes && model_.class_labels != start_.class_labels) return "its classes differ";
    if (!classes && model_.target_names != start_.target_names) return "its targets differ";
    if (ours.units != theirs.units) return "its number of outputs differs";
    if (essence(ours) != essence(theirs)) return "its activation differs";
    return "";
  }

 private:
  static Index hidden_layers(const Model& model) { return std::ssize(model.architecture.layers) - 1; }

  void check_layer(Index l) const {
    const auto at = static_cast<std::size_t>(l);
    const Layer& ours = model_.architecture.layers[at];
    const Layer& theirs = start_.architecture.layers[at];
    const std::string pointer = "/model/hidden/" + std::to_string(l);
    const auto shape = [](const Layer& layer) {
      return "[" + std::to_string(layer.units) + ", " + std::to_string(layer.inputs) + "]";
    };
    const std::string of_theirs =
        " as " + layer_name(l) + ".weight " + shape(theirs) + " in " + name_ + " has";
    if (ours.units != theirs.units) {
      refuse(pointer + "/units", std::to_string(theirs.units) + of_theirs,
             std::to_string(ours.units) + " for a weight of " + shape(ours));
    }
    const nlohmann::ordered_json wanted = essence(theirs), found = essence(ours);
    if (wanted == found) return;
    for (const auto& [key, value] : wanted.items()) {
      if (found.contains(key) && found[key] == value) continue;
      refuse(pointer + "/" + key, value.dump() + " as " + layer_name(l) + " in " + name_ + " has",
             found.contains(key) ? found[key].dump() : "none");
    }
    refuse(pointer, wanted.dump() + " as in " + name_, found.dump());
  }

  [[noreturn]] static void refuse(
      const std::string& pointer, const std::string& expected, const std::string& found,
      const std::string& hint = "the layers below the output must be those of the model") {
    throw ConfigError(pointer + ": expected " + expected + ", got " + found, hint);
  }

  const Model& model_;
  const Model& start_;
  const std::string& name_;
};

std::string joined_layers(const std::vector<Index>& layers) {
  std::vector<std::string> names;
  for (const Index l : layers) names.push_back(layer_name(l));
  return joined(names);
}

}  // namespace

void check_start_columns(const InputEncoding& encoding, const Dataset& dataset, const std::string& name) {
  const ColumnConfig numbers{.kind = NumericColumn{}};
  for (std::size_t c = 0; c < static_cast<std::size_t>(dataset.features); ++c) {
    const ColumnConfig& data = dataset.columns.empty() ? numbers : dataset.columns[c].config;
    const ColumnConfig& start = encoding.is_identity() ? numbers : encoding.columns[c].config;
    const bool is_read_alike = data.kind->index() == start.kind->index();
    if (is_read_alike && !(encoding.is_identity() && needs_encoding(data))) continue;
    const std::string column =
        dataset.input_names.empty() ? std::to_string(c + 1) : in_quotes(dataset.input_names[c]);
    throw ConfigError(
        "/model/start_from: expected a model that reads column " + column + " as " +
            (is_read_alike ? "/data/columns has it" : std::string(name_of(*data.kind))) + ", got " +
            (is_read_alike ? "numbers as they are" : std::string(name_of(*start.kind))) + " in " + name,
        "a model reads columns as it learned them; /data/columns says what a column holds");
  }
}

void check_start_targets(const Model& start, const Dataset& dataset, const std::string& name) {
  for (std::size_t k = 0; k < dataset.target_columns.size(); ++k) {
    const ColumnConfig& data = dataset.target_columns[k];
    const ColumnConfig learned =
        start.target_columns.empty() ? ColumnConfig{} : start.target_columns[k].config;
    const bool is_alike = data.transform.index() == learned.transform.index() && data.clip == learned.clip;
    if (!changes_numbers(data) || is_alike) continue;
    throw ConfigError("/data/columns/" + dataset.target_names[k] + ": expected the clip and the transform (" +
                          std::string(name_of(learned.transform)) + ") that " + name +
                          " has learned, got others",
                      "without an entry the target is learned as the model learned it");
  }
}

Inheritance inheritance(const Model& model, const Model& start, const std::string& name) {
  const Comparer comparer(model, start, name);
  comparer.check_inputs();
  comparer.check_hidden_layers();
  return {.new_output = comparer.new_output()};
}

void inherit_parameters(const Model& model, const Model& start, const Inheritance& inherited,
                        float* parameters) {
  const ParameterLayout layout(model.architecture), from(start.architecture);
  const Index last = std::ssize(model.architecture.layers) - 1;
  for (const ParameterTensor& tensor : layout.tensors) {
    if (tensor.layer == last && !inherited.with_output()) continue;
    const auto same = std::find_if(from.tensors.begin(), from.tensors.end(),
                                   [&](const ParameterTensor& each) { return each.name == tensor.name; });
    std::copy_n(start.parameters.data() + same->offset, tensor.size(), parameters + tensor.offset);
  }
}

std::string beginning_text(const ModelConfig& config, const Model& model, const Model* start) {
  std::string text;
  if (start) {
    const std::string name = config.start_from.value_or("a trained model");
    const Inheritance inherited = inheritance(model, *start, name);
    std::vector<Index> layers;
    const Index last = std::ssize(model.architecture.layers) - 1;
    for (Index l = 0; l < last + (inherited.with_output() ? 1 : 0); ++l) layers.push_back(l);
    text = "Starts from " + name + ": ";
    if (!layers.empty()) text += joined_layers(layers) + " as in the model";
    if (!inherited.with_output())
      text +=
          (layers.empty() ? "" : "; ") + layer_name(last) + " begins anew, because " + inherited.new_output;
    text += ".";
  }
  if (!config.freeze.empty()) {
    text += (text.empty() ? "" : "  ") + ("Frozen: " + joined_layers(config.freeze) + ".");
  }
  return text;
}

}  // namespace mlp
