#include "program/program.hpp"
#include "source_folder.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace mlp {
namespace {

// In the child: never returns.
[[noreturn]] void become_program(const std::string& folder, const std::vector<std::string>& words,
                                 const std::vector<std::string>& environment) {
  const auto redirect = [&](const char* name, int to) {
    const int file = ::open((folder + "/" + name).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(file, to);
    ::close(file);
  };
  redirect(".out", STDOUT_FILENO);
  redirect(".err", STDERR_FILENO);
  become_mlp(folder, words, environment);
}

}  // namespace

void become_mlp(const std::string& folder, const std::vector<std::string>& words,
                const std::vector<std::string>& environment) {
  if (::chdir(folder.c_str()) != 0) ::_exit(99);
  for (const std::string& setting : environment) ::putenv(const_cast<char*>(setting.c_str()));
  std::vector<char*> arguments{const_cast<char*>("mlp")};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execv(MLP_PROGRAM, arguments.data());
  ::_exit(99);
}

Outcome ProgramTest::mlp(const std::vector<std::string>& words,
                         const std::vector<std::string>& environment) const {
  return wait_for(start(words, environment));
}

pid_t ProgramTest::start(const std::vector<std::string>& words,
                         const std::vector<std::string>& environment) const {
  const pid_t child = ::fork();
  if (child == 0) become_program(folder.path().string(), words, environment);
  return child;
}

Outcome ProgramTest::wait_for(pid_t program) const {
  int status = 0;
  ::waitpid(program, &status, 0);
  return {.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .out = folder.read(".out"),
          .err = folder.read(".err")};
}

std::string ProgramTest::succeed(const std::vector<std::string>& words,
                                 const std::vector<std::string>& environment) const {
  const Outcome outcome = mlp(words, environment);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  return outcome.out;
}

void ProgramTest::expect_error(const std::vector<std::string>& words, int code,
                               const std::string& message) const {
  const Outcome outcome = mlp(words);
  EXPECT_EQ(outcome.err, "mlp: " + message + "\n");
  EXPECT_EQ(outcome.code, code);
  EXPECT_EQ(outcome.out, "");
}

std::string ProgramTest::shipped(const std::string& name) {
  return source_folder() + "/configs/" + name + ".json";
}

void ProgramTest::write_flowers() const {
  std::string rows = "length,width,kind\n";
  for (int i = 0; i < 10; ++i) {
    const std::string digit = std::to_string(i);
    rows += "1." + digit + ",0." + digit + ",daisy\n";
    rows += "3." + digit + ",1." + digit + ",rose\n";
    rows += "5." + digit + ",0." + digit + ",tulip\n";
  }
  folder.write("flowers.csv", rows);
  folder.write("flowers.json", R"({
  "data": {
    "train": {"type": "csv", "path": "flowers.csv", "target": "kind"},
    "validation": {"fraction": 0.5},
    "test": {"fraction": 0.4}
  },
  "model": {"hidden": [{"units": 8}]},
  "loss": "cross_entropy",
  "optimizer": {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9},
  "training": {"epochs": 5, "batch_size": 8}
}
)");
}

}  // namespace mlp
