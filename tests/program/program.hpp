// Runs the built program as a user does: in a folder of its own, with what it says caught.
#pragma once

#include <gtest/gtest.h>

#include <sys/types.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "io/temporary_folder.hpp"

namespace mlp {

// Turns the process, a fresh child, into the program in `folder`; exits with 99 where that fails.
[[noreturn]] void become_mlp(const std::string& folder, const std::vector<std::string>& words,
                             const std::vector<std::string>& environment);

struct Outcome {
  int code = 0;  // exit code, or 128 + the signal that ended it
  std::string out;
  std::string err;
};

class ProgramTest : public testing::Test {
 protected:
  // Runs `mlp words…` in the test's folder; `environment` holds "NAME=VALUE".
  Outcome mlp(const std::vector<std::string>& words, const std::vector<std::string>& environment = {}) const;

  // The same without waiting for it, and the wait.
  pid_t start(const std::vector<std::string>& words, const std::vector<std::string>& environment = {}) const;
  Outcome wait_for(pid_t program) const;

  // Expects exit code 0 and returns standard output.
  std::string succeed(const std::vector<std::string>& words,
                      const std::vector<std::string>& environment = {}) const;

  // Expects this exit code, this message whole, and nothing on standard output.
  void expect_error(const std::vector<std::string>& words, int code, const std::string& message) const;

  nlohmann::json json(const std::string& file) const { return nlohmann::json::parse(folder.read(file)); }

  // A config shipped with the project, by its name.
  static std::string shipped(const std::string& name);

  // Writes flowers.csv (two inputs, three classes, 30 rows) and flowers.json, a config that trains on
  // it in no time: 9 rows to train on, 9 for validation, 12 for testing.
  void write_flowers() const;

  TemporaryFolder folder;
};

}  // namespace mlp
