// A trained network with all it takes to use it: weights, preprocessing, names and labels.
//
//   Model model = Model::load("runs/iris/model.safetensors");
//   Eigen::MatrixXf p = …;  model.predict(X, p);   // X features × samples, raw units
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/extension.hpp"
#include "mlp/base/matrix_view.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/loss.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/data/encoding.hpp"
#include "mlp/data/load.hpp"
#include "mlp/data/preprocess.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {

// The arithmetic contract that this library computes by (ARITHMETIC.md, A8).
inline constexpr int arithmetic_number = 1;

// What a model says about some rows.
struct MLP_API Predictions {
  Index rows = 0;
  Index outputs = 0;         // per row
  FlatBuffer<float> values;  // rows × outputs: by the loss's PredictionKind
  // (rows) for classes only: by the decision threshold, else the largest logit, lowest index on ties
  std::vector<std::int32_t> classes;

  // Over `values` as little-endian float32.
  std::string sha256() const;
};

struct MLP_API Model {
  Architecture architecture;
  Loss loss;
  FlatBuffer<float> parameters;  // by ParameterLayout(architecture)
  InputEncoding encoding = {};   // of the columns of a table to the network's inputs
  // What is learned in the place of each target's number, before it is scaled; empty: the number itself.
  std::vector<FittedColumn> target_columns = {};
  ColumnScaling input_scaling;
  ColumnScaling target_scaling;
  std::vector<std::string> input_names;
  std::vector<std::string> target_names;
  std::vector<std::string> class_labels;
  // The second of two classes is predicted from this probability on; absent: the class of the larger logit.
  std::optional<double> decision_threshold = {};
  bool image_bytes = false;  // trained on unsigned bytes, entering as x / 255

  // What a row of inputs has: the architecture's inputs, or the columns that are encoded to them.
  Index input_columns() const {
    return encoding.is_identity() ? architecture.inputs() : std::ssize(encoding.columns);
  }

  // The names of the architecture's inputs; empty where they have none.
  std::vector<std::string> feature_names() const {
    return encoding.is_identity() ? input_names : encoding.feature_names(input_names);
  }

  // Inputs × samples in the data's units, to outputs × samples: probabilities, or values in the
  // targets' original units.  A model of images takes the bytes' values, 0 … 255; a model of encoded columns
  // what InputEncoding says of a row, categories by their place in data_columns().  Any batch size and
  // thread count give the same bits per sample; threads 0: all that are available.
  // Throws DataError when the sizes do not fit, or a value is missing or unseen that may not be.
  void predict(ConstMatrixView inputs, MatrixView outputs, int threads = 1) const;

  // The same for rows of a dataset, with the predicted classes.
  Predictions predict(const RowView& rows, int threads = 1) const;

  // How further rows are read so that they fit this model.
  ColumnPlan column_plan() const;

  // SHA-256 over the parameters, running statistics among them, as little-endian float32 in table order,
  // without padding.
  std::string parameters_sha256() const;

  // Throws Diverged when a parameter is not finite, IoError when it cannot write.
  void save(const std::filesystem::path& path) const;
  // Throws IoError, or CorruptFile when the file is damaged, of another kind, or of an arithmetic
  // number this program cannot read.
  // `extensions`: the program's own activations and losses; ConfigError names one that the model needs and
  // that is not among them.
  static Model load(const std::filesystem::path& path, const Extensions& extensions = {});
};

}  // namespace mlp
