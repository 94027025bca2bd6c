#include "mlp/run/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/field_writer.hpp"
#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

const std::string iris = R"({
  "data": {
    "train": {"type": "csv", "path": "../data/iris.csv", "target": "species"},
    "validation": {"fraction": 0.2}
  },
  "model": {"hidden": [{"units": 16, "activation": "tanh"}]},
  "loss": "cross_entropy"
})";

std::string replaced(std::string text, const std::string& old_part, const std::string& new_part) {
  const std::size_t at = text.find(old_part);
  if (at == std::string::npos) ADD_FAILURE() << "no " << old_part;
  return text.replace(at, old_part.size(), new_part);
}

Config parsed(const std::string& text, const std::vector<Override>& overrides = {}) {
  return parse_config(text, "configs/iris.json", overrides);
}

std::string complaint(const std::string& text, const std::vector<Override>& overrides = {}) {
  return message_of<ConfigError>([&] { parsed(text, overrides); });
}

TEST(Config, HasEveryDefaultExplicit) {
  const std::string text = to_json(parsed(iris));
  EXPECT_EQ(text.substr(0, text.find("  \"optimizer\": {")), R"({
  "name": "iris",
  "seed": 1,
  "data": {
    "train": {
      "type": "csv",
      "path": "../data/iris.csv",
      "target": [
        "species"
      ],
      "inputs": [],
      "header": true,
      "delimiter": ",",
      "sample_weight": null
    },
    "validation": {
      "fraction": 0.2,
      "stratify": true
    },
    "test": null,
    "split_seed": 1,
    "preprocess": {
      "inputs": {
        "type": "standardize"
      },
      "targets": {
        "type": "none"
      }
    },
    "decision_threshold": null
  },
  "model": {
    "hidden": [
      {
        "units": 16,
        "activation": {
          "type": "tanh"
        },
        "initializer": {
          "type": "glorot_uniform",
          "gain": 1.0
        },
        "normalization": null,
        "residual": false,
        "dropout": null,
        "optimizer": null
      }
    ],
    "output": {
      "activation": {
        "type": "softmax"
      },
      "initializer": {
        "type": "glorot_uniform",
        "gain": 1.0
      },
      "optimizer": null
    },
    "input_dropout": null,
    "input_noise": 0.0,
    "start_from": null,
    "freeze": []
  },
  "loss": {
    "type": "cross_entropy",
    "label_smoothing": 0.0,
    "class_weights": {
      "type": "none"
    }
  },
)");
  const auto document = nlohmann::ordered_json::parse(text);
  EXPECT_EQ(document["optimizer"], write_fields(Optimizer{}));
  EXPECT_EQ(document["schedule"], write_fields(Schedule{}));
  EXPECT_EQ(document["training"], write_fields(TrainingConfig{.batch_size = 32}));
  EXPECT_EQ(document["metrics"].dump(), R"([{"type":"accuracy"}])");
}

TEST(Config, ReadsADecisionThresholdAsANumberOrAMetric) {
  const auto with = [](const std::string& threshold) {
    return R"({"data": {"train": {"type": "csv", "path": "a.csv", "target": "b"}, "validation": {"fraction": 0.5},
      "decision_threshold": )" +
           threshold + R"(}, "model": {"hidden": []}, "loss": "binary_cross_entropy"})";
  };
  const auto written = [&](const std::string& threshold) {
    const std::string text = to_json(parsed(with(threshold)));
    EXPECT_EQ(to_json(parse_config(text, "again.json")), text);
    return nlohmann::ordered_json::parse(text)["data"]["decision_threshold"].dump();
  };
  const std::string fixed = R"({"type":"fixed","value":0.25})";
  EXPECT_EQ(written("0.25"), fixed);
  EXPECT_EQ(written(fixed), fixed);
  EXPECT_EQ(written(R"({"metric": "f1"})"), R"({"metric":{"type":"f1","average":null,"positive":""}})");
  EXPECT_THROW(parsed(with("1")), ConfigError);
  EXPECT_THROW(parsed(with(R"({"metric": "roc_auc"})")), ConfigError);
}

TEST(Config, IsTheSameWhenItsJsonIsReadAgain) {
  const std::string full = replaced(iris, "\"loss\": \"cross_entropy\"", R"(
      "name": "x", "seed": 18446744073709551615, "loss": {"type": "cross_entropy", "label_smoothing": 0.1},
      "optimizer": {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": true},
      "schedule": {"type": "step", "factor": 0.3}, "metrics": ["accuracy"],
      "training": {"early_stopping": {"patience": 3, "min_delta": 1e-5}})");
  for (const std::string& text : {iris, full, replaced(iris, "cross_entropy", "mse")}) {
    const std::string resolved = to_json(parsed(text));
    EXPECT_EQ(to_json(parse_config(resolved, "other.json")), resolved);
  }
}

TEST(Config, TakesClassWeightsByNameOrAsAList) {
  const auto weights_in = [](const std::string& loss) {
    const std::string text = to_json(parsed(iris, {{"/loss", loss}}));
    EXPECT_EQ(to_json(parse_config(text, "iris.json")), text);
    return nlohmann::json::parse(text)["loss"]["class_weights"].dump();
  };
  EXPECT_EQ(weights_in(R"("cross_entropy")"), R"({"type":"none"})");
  EXPECT_EQ(weights_in(R"({"type": "cross_entropy", "class_weights": "balanced"})"),
            R"({"type":"balanced"})");
  EXPECT_EQ(weights_in(R"({"type": "focal", "class_weights": [1, 2.5, 0]})"), "[1.0,2.5,0.0]");

  const auto complaint_about = [](const std::string& weights) {
    return complaint(
        replaced(iris, "\"cross_entropy\"", R"({"type": "hinge", "class_weights": )" + weights + "}"));
  };
  EXPECT_THAT(
      complaint_about("[]"),
      testing::HasSubstr("/loss/class_weights: expected a list that is not empty, got an empty list"));
  EXPECT_THAT(complaint_about("\"balance\""),
              testing::HasSubstr("/loss/class_weights: expected one of none, balanced, […], got \"balance\"\n"
                                 "  hint: did you mean \"balanced\"?"));
  EXPECT_THAT(complaint_about("\"list\""),
              testing::HasSubstr("/loss/class_weights: expected one of none, balanced, […], got \"list\"\n"
                                 "  hint: write the list itself instead of its name"));
  EXPECT_THAT(complaint_about("[1, \"a\"]"),
              testing::HasSubstr("/loss/class_weights/1: expected a number, got \"a\""));
  EXPECT_THAT(complaint_about("[1, -1, 1]"),
              testing::HasSubstr("/loss/class_weights/1: expected a number at least 0, got -1"));
}

TEST(Config, CallsALossByItsFirstName) {
  for (const auto& [alias, name] :
       {std::pair("l1", "mae"), std::pair("mean_absolute_error", "mae"), std::pair("pinball", "quantile"),
        std::pair("bce", "binary_cross_entropy")}) {
    const Config config = parsed(iris, {{"/loss", std::string("\"") + alias + "\""}});
    EXPECT_EQ(name_of(config.recipe.loss), name);
  }
}

TEST(Config, KeepsTargetsThatMeanSomethingByThemselves) {
  const std::string counts = replaced(iris, "cross_entropy", "poisson");
  EXPECT_THAT(
      complaint(counts, {{"/data/preprocess/targets", "standardize"}}),
      testing::HasSubstr("/data/preprocess/targets: expected none with the loss poisson, got standardize\n"
                         "  hint: its targets must keep their values"));
}

TEST(Config, FillsInWhatFollowsFromOtherFields) {
  EXPECT_EQ(parsed(iris, {{"/seed", "7"}}).data.split_seed, 7u);
  EXPECT_EQ(parsed(iris, {{"/data/split_seed", "3"}}).data.split_seed, 3u);
  const Config numbers = parsed(iris, {{"/loss", "mse"}});
  EXPECT_EQ(std::get<Fraction>(*numbers.data.validation).stratify, false);
  const Config images = parsed(iris, {{"/data/train", R"({"type": "idx", "inputs": "i", "targets": "t"})"}});
  EXPECT_EQ(name_of(*images.data.preprocess.inputs), "none");
  EXPECT_EQ(parse_config(replaced(iris, "{\n", "{\"name\": \"mine\",\n"), "configs/iris.json").name, "mine");
}

TEST(Config, ReportsEverythingThatIsWrongAtOnce) {
  EXPECT_EQ(complaint(R"({
  "data": {"train": {"type": "csv", "file": "iris.csv", "labels": "species"}},
  "model": {"layers": [16]},
  "loss": "crossentropy",
  "optimizer": {"type": "sgd", "lr": 0.1, "momentum": 1.5},
  "schedule": {"type": "step", "epochs": 3, "gamma": 0}
})"),
            R"(configs/iris.json:2:37: /data/train/file: unknown key "file"
  hint: did you mean "path"? known keys: path, paths, target, inputs, header, delimiter, sample_weight, on_disk
configs/iris.json:2:57: /data/train/labels: unknown key "labels"
  hint: did you mean "target"? known keys: path, paths, target, inputs, header, delimiter, sample_weight, on_disk
configs/iris.json:3:13: /model/layers: unknown key "layers"
  hint: did you mean "hidden"? known keys: hidden, output, input_dropout, input_noise, start_from, freeze
configs/iris.json:4:11: /loss: expected one of cross_entropy, binary_cross_entropy, mse, mae, huber, smooth_l1, log_cosh, quantile, poisson, focal, binary_focal, hinge, squared_hinge, kl_divergence, gaussian_nll, multi_label, got "crossentropy"
  hint: did you mean "cross_entropy"?
configs/iris.json:5:32: /optimizer/lr: unknown key "lr"
  hint: did you mean "learning_rate"? known keys: learning_rate, momentum, nesterov, dampening, weight_decay
configs/iris.json:5:55: /optimizer/momentum: expected a number in [0, 1), got 1.5
  hint: momentum is the decay of the velocity; 0.9 is usual
configs/iris.json:6:32: /schedule/epochs: unknown key "epochs"
  hint: did you mean "every_epochs"? known keys: every_epochs, factor, warmup_epochs
configs/iris.json:6:45: /schedule/gamma: unknown key "gamma"
  hint: did you mean "factor"? known keys: every_epochs, factor, warmup_epochs)");
}

TEST(Config, NamesMissingParts) {
  EXPECT_EQ(complaint("{}"),
            R"(configs/iris.json:1:1: expected the key "data", got none
  hint: where the rows come from
configs/iris.json:1:1: expected the key "model", got none
  hint: the network's layers
configs/iris.json:1:1: expected the key "loss", got none
  hint: what training minimises)");
}

TEST(Config, NamesChoicesThatDoNotFitTogether) {
  const std::string numbers = replaced(iris, "cross_entropy", "mse");
  EXPECT_EQ(complaint(replaced(numbers, "0.2", "0.2, \"stratify\": true")),
            "configs/iris.json:4:49: /data/validation/stratify: expected false with the loss mse, got true\n"
            "  hint: stratify keeps the shares of classes, and numbers have none");
  EXPECT_EQ(complaint(iris, {{"/data/preprocess/targets", "minmax"}}),
            "--set /data/preprocess/targets: expected none with the loss cross_entropy, got minmax\n"
            "  hint: targets are scaled in regression only");
  EXPECT_EQ(complaint(replaced(iris, "tanh", "softmax")),
            "configs/iris.json:6:52: /model/hidden/0/activation: expected an activation for a hidden layer, "
            "got softmax\n"
            "  hint: softmax belongs to the output layer; with cross_entropy it is there by itself");
}

TEST(Config, RefusesANameThatNoFolderCanHave) {
  const std::string hint = "\n  hint: runs are kept in runs/NAME; choose other folders with --out";
  for (const std::string name : {".", "..", "a/b", "/", "a\\nb"}) {
    EXPECT_EQ(
        complaint(replaced(iris, "{\n", "{\"name\": \"" + name + "\",\n")),
        "configs/iris.json:1:10: /name: expected a name that a folder can have, got \"" + name + "\"" + hint);
  }
}

TEST(Config, NamesTheOverrideWhereAValueCameFrom) {
  EXPECT_EQ(complaint(iris, {{"/training/epochs", "3"},
                             {"/optimizer", R"({"type": "sgd", "momentum": 1.5})"},
                             {"/sede", "1"}}),
            "--set /optimizer: /optimizer/momentum: expected a number in [0, 1), got 1.5\n"
            "  hint: momentum is the decay of the velocity; 0.9 is usual\n"
            "--set /sede: unknown key \"sede\"\n"
            "  hint: did you mean \"seed\"? known keys: name, seed, data, model, loss, optimizer, schedule, "
            "training, health, "
            "metrics");
  EXPECT_EQ(complaint(iris, {{"/optimizer/nesterov", "true"}}),
            "--set /optimizer/nesterov: /optimizer: expected the key \"type\" with one of sgd, adam, adamw, "
            "nadam, radam, rmsprop, adagrad, adadelta, adamax, lion, lbfgs, got none\n"
            "  hint: write {\"type\": \"sgd\", …}");
}

TEST(Config, RefusesATextCutAtAnyByte) {
  for (std::size_t size = 0; size < iris.size(); ++size) {
    EXPECT_THROW(parsed(iris.substr(0, size)), ConfigError) << size;
  }
}

TEST(Config, IsReadFromAFile) {
  const TemporaryFolder folder;
  EXPECT_EQ(load_config(folder.write("flowers.json", iris), {{"/training/epochs", "4"}}).name, "flowers");
  EXPECT_THROW(load_config(folder / "none.json"), IoError);
  EXPECT_EQ(message_of<ConfigError>([&] { load_config(folder.write("empty.json", "")); }),
            (folder / "empty.json").string() + ":1:1: expected a JSON value, got an empty text");
}

TEST(Config, RewritesRelativePathsForAnotherFolder) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "configs");
  std::filesystem::create_directories(folder / "data");
  Config config = parsed(iris, {{"/data/test", R"({"type": "idx", "inputs": "/abs/i", "targets": "t"})"}});
  config = with_paths_relative_to(config, folder / "configs", folder / "runs/iris");
  EXPECT_EQ(std::get<CsvSource>(config.data.train).path, "../../data/iris.csv");
  EXPECT_EQ(std::get<IdxSource>(*config.data.test).inputs, "/abs/i");
  EXPECT_EQ(std::get<IdxSource>(*config.data.test).targets, "../../configs/t");
}

TEST(Config, FollowsLinkedFoldersWhenItRewritesPaths) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "disk/deep/runs");
  std::filesystem::create_directories(folder / "configs");
  std::filesystem::create_directories(folder / "data");
  folder.write("data/iris.csv", "here");
  std::filesystem::create_directory_symlink(folder / "disk/deep/runs", folder / "runs");
  const Config config = with_paths_relative_to(parsed(iris), folder / "configs", folder / "runs/iris");
  std::filesystem::create_directories(folder / "runs/iris");
  EXPECT_EQ(folder.read("runs/iris/" + std::get<CsvSource>(config.data.train).path), "here");
}

}  // namespace
}  // namespace mlp
