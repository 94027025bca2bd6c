#include "signature/signature_case.hpp"

#include <utility>
#include <variant>

#include "alternatives.hpp"
#include "decorated_layers.hpp"

namespace mlp {
namespace {

// 5-7-4-3, two epochs of four steps, the last of them with 4 of 8 samples.
Recipe usual_recipe(const Loss& loss = CrossEntropy{}) {
  Recipe recipe;
  recipe.seed = 7;
  recipe.model.hidden = {{.units = 7, .activation = Tanh{}}, {.units = 4, .activation = LeakyRelu{}}};
  recipe.loss = loss;
  recipe.optimizer = Sgd{.learning_rate = 0.1, .momentum = 0.9};
  recipe.training.epochs = 2;
  recipe.training.batch_size = 8;
  // Those that the first lines were made with; add_metrics() has them all.
  if (target_kind(loss) == TargetKind::classes) {
    recipe.metrics = {Accuracy{}};
  } else {
    recipe.metrics = {MeanAbsoluteError{}, RootMeanSquaredError{}, R2{}};
  }
  return recipe;
}

class Table {
 public:
  // The usual case for `loss`, to be changed by the caller.
  SignatureCase& add(std::string name, const Loss& loss = CrossEntropy{}) {
    cases_.push_back({.name = std::move(name), .recipe = usual_recipe(loss)});
    return cases_.back();
  }
  template <typename Choice>
  SignatureCase& add_of(const std::string& kind, const Choice& choice, const Loss& loss = CrossEntropy{}) {
    return add(kind + "." + std::string(name_of(choice)), loss);
  }
  std::vector<SignatureCase> take() { return std::move(cases_); }

 private:
  std::vector<SignatureCase> cases_;
};

void add_activations(Table& table) {
  for (const Activation& activation : all_alternatives<Activation>()) {
    table.add_of("output", activation, MeanSquaredError{}).recipe.model.output.activation = activation;
    if (mixes_units(activation)) continue;
    Recipe& recipe = table.add_of("activation", activation).recipe;
    for (HiddenLayerConfig& layer : recipe.model.hidden) layer.activation = activation;
    // Two exponentials in a row go astray at the usual rate.
    if (std::holds_alternative<Exponential>(activation)) recipe.optimizer = Sgd{.learning_rate = 1e-4};
  }
  table.add("activation.leaky_relu.steep").recipe.model.hidden[0].activation =
      LeakyRelu{.negative_slope = 0.3};
  table.add("activation.gelu.approximate").recipe.model.hidden[0].activation = Gelu{.approximate = true};
}

void add_losses(Table& table) {
  for (const Loss& loss : all_alternatives<Loss>()) table.add_of("loss", loss, loss);
  table.add("loss.cross_entropy.smoothed", CrossEntropy{.label_smoothing = 0.1});
  table.add("loss.cross_entropy.balanced", CrossEntropy{.class_weights = BalancedWeights{}});
  table.add("loss.hinge.two_classes", Hinge{}).outputs = 2;
  table.add("loss.squared_hinge.two_classes", SquaredHinge{}).outputs = 2;
  table.add("loss.gaussian_nll.scaled", GaussianNll{}).targets = Standardize{};
  table.add("loss.cross_entropy.weighted").of_weights = true;
  table.add("loss.mse.weighted", MeanSquaredError{}).of_weights = true;
}

void add_initializers(Table& table) {
  Recipe& with_gain = table.add("initializer.gain").recipe;
  with_gain.model.hidden[0].initializer = LecunNormal{.gain = ActivationGain{}};
  with_gain.model.hidden[1].initializer = Orthogonal{.gain = NumberGain{1.5}};
  for (const Initializer& initializer : all_alternatives<Initializer>()) {
    Recipe& recipe = table.add_of("initializer", initializer).recipe;
    for (HiddenLayerConfig& layer : recipe.model.hidden) layer.initializer = initializer;
    recipe.model.output.initializer = initializer;
  }
}

void add_optimizers(Table& table) {
  for (const Optimizer& optimizer : all_alternatives<Optimizer>()) {
    Recipe& recipe = table.add_of("optimizer", optimizer).recipe;
    recipe.optimizer = optimizer;
    if (!is_full_batch(optimizer)) continue;
    recipe.training.batch_size = {};
    recipe.training.epochs = 5;
  }
  Recipe& decayed = table.add("optimizer.lbfgs.decayed").recipe;
  decayed.optimizer = Lbfgs{.learning_rate = 0.05, .history = 2, .weight_decay = 0.01};
  decayed.model.output.optimizer = LayerOptimizer{.weight_decay = 0.1};
  decayed.training.batch_size = {};
  decayed.training.epochs = 8;
  table.add("optimizer.sgd.decayed").recipe.optimizer = Sgd{.learning_rate = 0.1, .weight_decay = 0.01};
  table.add("optimizer.sgd.nesterov").recipe.optimizer =
      Sgd{.learning_rate = 0.05, .momentum = 0.8, .nesterov = true, .weight_decay = 0.001};
  table.add("optimizer.sgd.dampened").recipe.optimizer =
      Sgd{.learning_rate = 0.05, .momentum = 0.8, .dampening = 0.3};
  table.add("optimizer.adam.amsgrad").recipe.optimizer = Adam{.weight_decay = 0.01, .amsgrad = true};
  table.add("optimizer.nadam.decoupled").recipe.optimizer =
      NAdam{.weight_decay = 0.01, .decoupled_weight_decay = true};
  table.add("optimizer.radam.rectified").recipe.optimizer = RAdam{.betas = {0.8, 0.9}, .weight_decay = 0.01};
  table.add("optimizer.rmsprop.centered").recipe.optimizer =
      RmsProp{.alpha = 0.9, .epsilon = 0.01, .momentum = 0.5, .centered = true};
}

void add_schedules(Table& table) {
  for (Schedule schedule : all_alternatives<Schedule>()) {
    std::visit(
        [](auto& held) {
          if constexpr (requires { held.every_epochs; }) held.every_epochs = 1;
          if constexpr (requires { held.epochs; }) held.epochs = {1, 2};
          if constexpr (requires { held.first_period_epochs; }) held.first_period_epochs = 1;
          if constexpr (requires { held.half_cycle_epochs; }) held.half_cycle_epochs = 0.7;
          if constexpr (requires { held.monitor; }) {
            held.monitor = "train.loss";
            held.patience = 0;
            held.threshold = 0.9;
          }
        },
        schedule);
    for (const double warmup_epochs : {0.0, 0.75}) {
      if (warmup_epochs == 0.0 && std::holds_alternative<InverseSquareRoot>(schedule)) continue;
      std::visit([&](auto& held) { held.warmup_epochs = warmup_epochs; }, schedule);
      SignatureCase& added = table.add_of("schedule", schedule);
      if (warmup_epochs > 0.0) added.name += ".warmed_up";
      added.recipe.schedule = schedule;
      added.recipe.training.epochs = 3;
    }
  }
}

void add_metrics(Table& table) {
  for (const Metric& metric : all_alternatives<Metric>()) {
    const bool of_classes = target_kind(metric) == TargetKind::classes;
    const Loss loss = of_classes ? Loss(CrossEntropy{}) : Loss(MeanSquaredError{});
    table.add_of("metric", metric, loss).recipe.metrics = {metric};
  }
}

void add_scalings(Table& table) {
  for (const Scaling& scaling : all_alternatives<Scaling>()) {
    table.add_of("inputs", scaling).inputs = scaling;
    table.add_of("targets", scaling, MeanSquaredError{}).targets = scaling;
  }
}

void add_sampling(Table& table) {
  for (const Sampling& sampling : all_alternatives<Sampling>())
    table.add_of("sampling", sampling).recipe.training.sampling = sampling;
}

void add_columns(Table& table) {
  const ColumnKind number = NumericColumn{}, words = CategoricalColumn{};
  table.add("columns").columns = {
      {.config = {.kind = number, .missing = FillMean{}, .indicator = true, .transform = LogTransform{}}},
      {.config =
           {.kind = number, .missing = FillMedian{}, .transform = QuantileNormal{}, .scaling = MinMax{}}},
      {.config = {.kind = words, .missing = FillMostFrequent{}, .unseen = OtherUnseen{}, .min_count = 8},
       .categories = {"a", "b", "c", "d"}},
      {.config = {.kind = words, .encoding = Ordinal{}, .unseen = OtherUnseen{}},
       .categories = {"a", "b", "c"}},
      {.config = {.kind = number, .clip = {{-0.5, 0.25}}, .scaling = Robust{}}}};

  SignatureCase& targets = table.add("columns.targets");
  targets.recipe.loss = MeanSquaredError{};
  targets.recipe.metrics = {MeanAbsoluteError{}};
  targets.outputs = 3;
  targets.target_columns = {{.transform = LogTransform{}, .scaling = Standardize{}},
                            {.transform = QuantileNormal{}},
                            {.clip = {{-0.25, 0.5}}, .scaling = MinMax{}}};
}

void add_shapes(Table& table) {
  table.add("shape.linear").recipe.model.hidden.clear();

  SignatureCase& odd = table.add("shape.33_17_10");
  odd.recipe.model.hidden = {{.units = 17, .activation = Relu{}}};
  odd.recipe.training.batch_size = 32;
  odd.rows = 131;
  odd.features = 33;
  odd.outputs = 10;

  // More samples than a block of the passes holds, and more units than a block of the products.
  SignatureCase& blocks = table.add("shape.several_blocks");
  blocks.recipe.model.hidden = {{.units = 100, .activation = Sigmoid{}}};
  blocks.recipe.training.batch_size = 140;
  blocks.rows = 200;
  blocks.features = 23;
  blocks.of_bytes = true;
  blocks.inputs = NoScaling{};
}

// Weights and batch enough for the update to ride on the product, where there are registers for it.
void add_ridden_update(Table& table) {
  SignatureCase& ridden = table.add("shape.ridden_update");
  ridden.recipe.model.hidden = {{.units = 130, .activation = Relu{}}};
  ridden.recipe.optimizer =
      Sgd{.learning_rate = 0.05, .momentum = 0.9, .nesterov = true, .weight_decay = 0.001};
  ridden.recipe.training.batch_size = 64;
  ridden.rows = 200;
  ridden.features = 90;
}

void add_trainings(Table& table) {
  table.add("training.in_order").recipe.training.shuffle = false;
  table.add("training.whole_batches").recipe.training.drop_last = true;
  Recipe& stopped = table.add("training.early_stopping", MeanSquaredError{}).recipe;
  stopped.training.epochs = 12;
  stopped.training.early_stopping = EarlyStopping{.patience = 2};
  stopped.schedule = CosineDecay{.warmup_epochs = 1};
}

void add_decorated_layers(Table& table) {
  for (const DecoratedCase& decorated : decorated_cases())
    table.add("layer." + decorated.name).recipe.model = decorated.model;
}

// What else a step may do to gradients and weights.
void add_updates(Table& table) {
  for (const GradientClipping& clipping : all_alternatives<GradientClipping>()) {
    Recipe& recipe = table.add_of("clipping", clipping).recipe;
    recipe.training.gradient_clipping = clipping;
    std::visit(
        [](auto& held) {
          if constexpr (requires { held.max_norm; }) held.max_norm = 0.2;
          if constexpr (requires { held.limit; }) held.limit = 0.02;
        },
        *recipe.training.gradient_clipping);
  }
  table.add("regularization.l1").recipe.training.regularization.l1 = 0.01;
  // Rows longer than the 64 stripes.
  SignatureCase& limited = table.add("regularization.max_norm");
  limited.recipe.training.regularization.max_norm = 0.9;
  limited.recipe.training.gradient_clipping = ClipGlobalNorm{.max_norm = 0.5};
  limited.features = 90;
  for (const Loss& loss : {Loss(CrossEntropy{}), Loss(MeanSquaredError{})}) {
    SignatureCase& mixed = table.add("training.mixup." + std::string(name_of(loss)), loss);
    mixed.recipe.training.mixup = Mixup{};
    mixed.of_weights = true;
  }
  for (const bool mixes : {false, true}) {
    SignatureCase& moved = table.add(mixes ? "training.augmentation.mixup" : "training.augmentation");
    moved.recipe.training.augmentation = Augmentation{.shift = 1.5, .rotation = 20.0, .width = 6};
    if (mixes) moved.recipe.training.mixup = Mixup{};
    moved.features = 30;
  }
  table.add("training.ema").recipe.training.ema = WeightAverage{.decay = 0.9};
  Recipe& warmed_up = table.add("training.ema.warmed_up").recipe;
  warmed_up.training.ema = WeightAverage{.warmup = true};
  warmed_up.training.early_stopping = EarlyStopping{.patience = 2};
  Recipe& layers = table.add("optimizer.of_layers").recipe;
  layers.model.hidden[0].optimizer = LayerOptimizer{.learning_rate_factor = 0.1, .weight_decay = 0.1};
  layers.model.output.optimizer = LayerOptimizer{.learning_rate_factor = 2.0};
}

}  // namespace

std::vector<SignatureCase> all_signature_cases() {
  Table table;
  add_activations(table);
  add_losses(table);
  add_initializers(table);
  add_optimizers(table);
  add_schedules(table);
  add_scalings(table);
  add_sampling(table);
  add_columns(table);
  add_shapes(table);
  add_ridden_update(table);
  add_trainings(table);
  add_metrics(table);
  add_decorated_layers(table);
  add_updates(table);
  return table.take();
}

}  // namespace mlp
