#include "io/spelling.hpp"

#include <algorithm>
#include <array>

#include "base/nearest.hpp"
#include "base/words.hpp"

namespace mlp {
namespace {

struct Synonym {
  std::string_view word;
  std::string_view name;
};

// One word may stand for several names; the first that is known where it is used counts.
constexpr std::array synonyms = std::to_array<Synonym>({
    // keys
    {"lr", "learning_rate"},
    {"eta", "learning_rate"},
    {"alpha", "learning_rate"},
    {"alpha", "negative_slope"},
    {"slope", "negative_slope"},
    {"rate", "learning_rate"},
    {"step_size", "learning_rate"},
    {"step_size", "every_epochs"},
    {"mom", "momentum"},
    {"wd", "weight_decay"},
    {"l2", "weight_decay"},
    {"decay", "weight_decay"},
    {"bs", "batch_size"},
    {"batch", "batch_size"},
    {"minibatch", "batch_size"},
    {"epoch", "epochs"},
    {"num_epochs", "epochs"},
    {"max_epochs", "epochs"},
    {"optim", "optimizer"},
    {"solver", "optimizer"},
    {"scheduler", "schedule"},
    {"lr_schedule", "schedule"},
    {"lr_scheduler", "schedule"},
    {"warmup", "warmup_epochs"},
    {"gamma", "factor"},
    {"step", "every_epochs"},
    {"epochs", "every_epochs"},
    {"criterion", "loss"},
    {"objective", "loss"},
    {"network", "model"},
    {"architecture", "model"},
    {"dataset", "data"},
    {"train", "training"},
    {"fit", "training"},
    {"layers", "hidden"},
    {"hidden_layers", "hidden"},
    {"size", "units"},
    {"neurons", "units"},
    {"width", "units"},
    {"nodes", "units"},
    {"act", "activation"},
    {"nonlinearity", "activation"},
    {"init", "initializer"},
    {"weight_init", "initializer"},
    {"kernel_initializer", "initializer"},
    {"smoothing", "label_smoothing"},
    {"metric", "metrics"},
    {"random_seed", "seed"},
    {"random_state", "seed"},
    {"rng", "seed"},
    {"file", "path"},
    {"file", "inputs"},
    {"filename", "path"},
    {"path", "inputs"},
    {"images", "inputs"},
    {"features", "inputs"},
    {"columns", "inputs"},
    {"x", "inputs"},
    {"label", "target"},
    {"label", "targets"},
    {"labels", "target"},
    {"labels", "targets"},
    {"target", "targets"},
    {"targets", "target"},
    {"y", "target"},
    {"y", "targets"},
    {"output", "target"},
    {"sep", "delimiter"},
    {"separator", "delimiter"},
    {"val", "validation"},
    {"valid", "validation"},
    {"dev", "validation"},
    {"eval", "validation"},
    {"ratio", "fraction"},
    {"split", "fraction"},
    {"stratified", "stratify"},
    {"preprocessing", "preprocess"},
    {"scaling", "preprocess"},
    {"normalize", "preprocess"},
    {"early_stop", "early_stopping"},
    {"delta", "min_delta"},
    // choices
    {"none", "identity"},
    {"lrelu", "leaky_relu"},
    {"logit", "sigmoid"},
    {"he", "he_normal"},
    {"kaiming", "he_normal"},
    {"glorot", "glorot_uniform"},
    {"xavier", "glorot_uniform"},
    {"lecun", "lecun_normal"},
    {"zero", "zeros"},
    {"ce", "cross_entropy"},
    {"nll", "cross_entropy"},
    {"categorical_crossentropy", "cross_entropy"},
    {"sparse_categorical_crossentropy", "cross_entropy"},
    {"softmax_cross_entropy", "cross_entropy"},
    {"log_loss", "binary_cross_entropy"},
    {"binary_crossentropy", "binary_cross_entropy"},
    {"l2", "mse"},
    {"squared_error", "mse"},
    {"mse", "rmse"},
    {"acc", "accuracy"},
    {"mean_absolute_error", "mae"},
    {"l1", "mae"},
    {"momentum", "sgd"},
    {"nesterov", "sgd"},
    {"gradient_descent", "sgd"},
    {"step_decay", "step"},
    {"exp", "exponential"},
    {"cosine_annealing", "cosine"},
    {"cos", "cosine"},
    {"standard", "standardize"},
    {"zscore", "standardize"},
    {"z_score", "standardize"},
    {"min_max", "minmax"},
    {"mnist", "idx"},
    {"tsv", "csv"},
});

}  // namespace

std::optional<std::string> suggest(std::string_view word, const std::vector<std::string>& known) {
  for (const Synonym& synonym : synonyms) {
    const bool is_known = std::find(known.begin(), known.end(), synonym.name) != known.end();
    if (synonym.word == word && is_known) return std::string(synonym.name);
  }
  return nearest(word, known);
}

std::string spelling_hint(std::string_view word, const std::vector<std::string>& known,
                          std::string_view what) {
  std::string hint;
  if (const auto name = suggest(word, known)) hint = "did you mean \"" + *name + "\"? ";
  if (known.empty()) return hint + "there are no " + std::string(what) + " here";
  return hint + "known " + std::string(what) + ": " + joined(known);
}

}  // namespace mlp
