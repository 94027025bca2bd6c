// What a model file says about its model in words: everything but the numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlp/base/fields.hpp"
#include "mlp/choice/loss.hpp"
#include "mlp/model/model.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {

struct ModelDescription {
  Architecture architecture;
  Loss loss;
  std::vector<std::string> input_names;
  std::vector<std::string> target_names;
  std::vector<std::string> class_labels;
  bool image_bytes = false;
  InputEncoding encoding = {};                    // its columns are written where there are some
  std::vector<FittedColumn> target_columns = {};  // likewise
  std::optional<double> decision_threshold = {};  // written only where there is one
  std::vector<std::string> extensions = {};  // "activation snake", …: what else is needed; written if any
  static void fields(auto& self, auto& field) {
    field("architecture", self.architecture, anything.required(), "");
    field("loss", self.loss, anything.required(), "");
    field("input_names", self.input_names, anything.required(), "");
    field("target_names", self.target_names, anything.required(), "");
    field("class_labels", self.class_labels, anything.required(), "");
    field("image_bytes", self.image_bytes, anything.required(), "");
    field("columns", self.encoding.columns, anything.left_out_when_unset(), "");
    field("target_columns", self.target_columns, anything.left_out_when_unset(), "");
    field("decision_threshold", self.decision_threshold, above(0.0).below(1.0), "");
    field("extensions", self.extensions, anything, "");
  }

  static ModelDescription of(const Model& model);
};

// Throws DataError when a name or label is not UTF-8.
std::string to_json(const ModelDescription& description);

// Throws ConfigError when the text is no description, or describes what cannot be a model: layers
// that do not fit each other, softmax in a hidden layer, labels that do not fit the outputs.
ModelDescription parse_model_description(std::string_view text, const Extensions& extensions = {});

// Which of the extensions that a description lists are not among `extensions`.  Of a text that is no
// description, none.
std::vector<std::string> missing_extensions(std::string_view text, const Extensions& extensions);

}  // namespace mlp
