// What must hold where the library is a shared one: its exceptions are caught by their types, and a program's
// own activation is known again by its own when a saved model is loaded.
//
//   across_the_border FOLDER    writes a model there
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "mlp/base/error.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/run/config.hpp"
#include "mlp/train/trainer.hpp"

namespace {

class Halved final : public mlp::ActivationFunction {
 public:
  std::string_view name() const override { return "halved"; }
  void value(mlp::Numbers, std::span<const float> z, std::span<float> a) const override {
    for (std::size_t i = 0; i < z.size(); ++i) a[i] = z[i] / 2;
  }
  void slope(mlp::Numbers, std::span<const float> z, std::span<float> slope) const override {
    for (std::size_t i = 0; i < z.size(); ++i) slope[i] = 0.5f;
  }
};

template <class Expected, class Body>
bool throws(const Body& body) {
  try {
    body();
  } catch (const Expected&) {
    return true;
  } catch (...) {
  }
  return false;
}

bool keeps_an_activation(const std::filesystem::path& file) {
  const mlp::Extensions extensions{std::make_shared<Halved>()};
  mlp::Recipe recipe;
  recipe.model.hidden = {{.units = 3, .activation = mlp::CustomActivation{std::make_shared<Halved>()}}};
  recipe.loss = mlp::CrossEntropy{};
  recipe.training.epochs = 1;
  const Eigen::MatrixXf inputs = Eigen::MatrixXf::Identity(4, 4);
  const mlp::Dataset dataset = mlp::make_dataset(inputs, std::vector<int>{0, 1, 0, 1});
  const mlp::Model trained = mlp::train(recipe, mlp::all_rows(dataset)).model;
  trained.save(file);
  const mlp::Model loaded = mlp::Model::load(file, extensions);
  const bool needs_it = throws<mlp::ConfigError>([&] { mlp::Model::load(file); });
  return needs_it && loaded.parameters_sha256() == trained.parameters_sha256();
}

}  // namespace

int main(int, char** arguments) {
  const std::filesystem::path folder = arguments[1];
  if (!throws<mlp::IoError>([&] { mlp::load_config(folder / "none.json"); })) return std::puts("IoError"), 1;
  if (!throws<mlp::Error>([] { mlp::parse_config("{}", "empty"); })) return std::puts("Error"), 1;
  if (!keeps_an_activation(folder / "halved.safetensors")) return std::puts("activation"), 1;
}
