// Programs that run an exported file on rows, where this machine has them.
//
//   c      a C compiler: $CC, cc, gcc or clang
//   onnx   python3 with onnxruntime, or with onnx 1.13 or later and its reference evaluator; else node with
//          onnxruntime-node or onnxruntime-web, found from the folder where mlp was called
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mlp/model/model.hpp"

// Rows of inputs in the data's units.
struct RunnerRows {
  mlp::Index rows = 0, features = 0, columns = 0;
  std::vector<float> inputs;  // rows × features
};

struct RunnerOutcome {
  std::string runner;                 // "cc"
  std::vector<float> values;          // rows × columns
  std::vector<std::int32_t> classes;  // (rows) of a model of classes
};

// None where there is no runner.  Throws mlp::Error (check_failed) where one cannot run the file.
std::optional<RunnerOutcome> run_c(const std::filesystem::path& file, const std::string& function,
                                   const RunnerRows& rows, bool has_classes);
std::optional<RunnerOutcome> run_onnx(const std::filesystem::path& file, const RunnerRows& rows,
                                      bool has_classes);
