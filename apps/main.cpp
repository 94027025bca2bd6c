// The program mlp: reads the command line, runs a verb, and turns exceptions into messages and exit
// codes.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>
#include <vector>

#include "base/nearest.hpp"
#include "kernels/target_choice.hpp"
#include "manual/help.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/version.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

constexpr int usage_code = 2;
constexpr int reader_gone_code = 141;  // what the shell reports for a program that SIGPIPE ended

constexpr const char* examples = R"(  mlp train configs/mnist.json
  mlp train configs/iris.json --out runs/try --set /training/epochs=20
  mlp evaluate runs/mnist
  mlp predict runs/iris flowers.csv > predictions.csv
  mlp list activations
---
mlp VERB --help says more about a verb.

Environment:
  MLP_SIMD=avx512|avx2|scalar   limits the instructions that are used; results never depend on it
  NO_COLOR=1                    no colours

Exit codes: 0 done, 2 usage or config, 3 data, 4 damaged model or checkpoint, 5 cannot open, read or
write, 6 training diverged, 7 a check said no, or a problem ended training, 129, 130 and 143 interrupted, 1
anything else.
)";

std::vector<std::string> verb_names(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* verb : program.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// "FILE" of --out.
std::string value_name(const CLI::App& app, const std::string& option) {
  const CLI::Option* found = app.get_option_no_throw(option);
  return found == nullptr || found->get_option_text().empty() ? "a value" : found->get_option_text();
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& names) {
  const auto near = mlp::nearest(word, names);
  return near ? "did you mean \"" + *near + "\"?" : "";
}

// CLI11 knows no nearest spelling, so words that it would refuse are looked at first.
void check_verb(const CLI::App& program, const std::vector<std::string>& words) {
  if (words.size() < 2) return;
  if (words[1].starts_with('-')) {
    const std::vector<std::string> options = option_names(program);
    const std::string word = words[1];
    if (word == "-h" || std::find(options.begin(), options.end(), word) != options.end()) return;
    const std::string hint = did_you_mean(word, options);
    throw mlp::ConfigError("unknown option " + word, hint.empty() ? "mlp --help says what there is" : hint);
  }
  const std::vector<std::string> names = verb_names(program);
  if (std::find(names.begin(), names.end(), words[1]) != names.end()) return;
  const std::string hint = did_you_mean(words[1], names);
  throw mlp::ConfigError("expected a verb, got \"" + words[1] + "\"",
                         hint.empty() ? "mlp --help lists the verbs" : hint);
}

[[noreturn]] void refuse_usage(const CLI::App& program, const CLI::ParseError& error) {
  const std::vector<CLI::App*> chosen = program.get_subcommands();
  const CLI::App& app = chosen.empty() ? program : *chosen.front();
  const std::string name = chosen.empty() ? "mlp" : "mlp " + app.get_name();
  const std::vector<std::string> left = app.remaining(true);
  std::string message = error.what();
  std::string hint;
  const auto unknown =
      std::find_if(left.begin(), left.end(), [](const std::string& word) { return word.starts_with('-'); });
  if (unknown != left.end()) {
    const std::string word = unknown->substr(0, unknown->find('='));
    message = "unknown option " + word;
    hint = did_you_mean(word, option_names(app));
  } else if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !left.empty()) {
    message = "expected no further argument, got \"" + left.front() + "\"";
  } else if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const std::string option = message.substr(0, message.find(':'));
    const bool is_repeated = message.find("received") != std::string::npos;
    message = option + ": expected " +
              (is_repeated ? "it once, got it again" : value_name(app, option) + ", got nothing");
  }
  const std::string place = chosen.empty() ? "" : app.get_name() + ": ";
  throw mlp::ConfigError(place + message, hint.empty() ? name + " --help says what it takes" : hint);
}

void limit_simd_by_environment() {
  const char* target = std::getenv("MLP_SIMD");
  if (target != nullptr && *target != '\0') mlp::limit_simd_target(target);
}

void run(const Invocation& invocation, int argc, char** argv) {
  CLI::App program("Trains and uses multilayer perceptrons", "mlp");
  program.footer(examples);
  program.formatter_fn([](const CLI::App* app, const std::string& parent, CLI::AppFormatMode) {
    return help_page(*app, parent);
  });
  program.set_help_flag("-h,--help", "this page");
  program.set_version_flag("--version", "mlp " + std::string(mlp::version()), "the program's version");
  program.require_subcommand(1);
  add_init(program);
  add_train(program, invocation);
  add_resume(program, invocation);
  add_check(program);
  add_lr_find(program);
  add_gradcheck(program);
  add_evaluate(program);
  add_predict(program);
  add_crossval(program);
  add_runs(program);
  add_compare(program);
  add_sweep(program);
  add_reproduce(program);
  add_inspect(program);
  add_activations(program);
  add_report(program);
  add_export(program);
  add_import(program);
  add_list(program);
  add_schema(program);
  add_man(program);
  add_completion(program);

  if (argc < 2) {
    say(program.help());
    throw CLI::RuntimeError(usage_code);
  }
  check_verb(program, invocation.command_line);
  limit_simd_by_environment();
  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    print(program.help());
  } catch (const CLI::CallForVersion&) {
    print(program.version() + "\n");
  } catch (const CLI::RuntimeError&) {
    throw;  // a verb that has said what there is to say
  } catch (const CLI::ParseError& error) {
    refuse_usage(program, error);
  }
}

int complain(const std::string& message, int code) {
  say("mlp: " + message + "\n");
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that is gone is an error of write(), so that a training outlives whoever watched it.
  std::signal(SIGPIPE, SIG_IGN);
  // A file beyond the user's limit (ulimit -f) is then an error that is told like any other.
  std::signal(SIGXFSZ, SIG_IGN);
  const Invocation invocation{.command_line = {argv, argv + argc},
                              .started = std::chrono::steady_clock::now()};
  try {
    run(invocation, argc, argv);
    return 0;
  } catch (const mlp::Error& error) {
    return complain(error.what(), static_cast<int>(error.code()));
  } catch (const CLI::RuntimeError& error) {
    return error.get_exit_code();
  } catch (const ReaderIsGone&) {
    return reader_gone_code;
  } catch (const std::filesystem::filesystem_error& error) {
    return complain(error.path1().string() + ": cannot be used: " + error.code().message(),
                    static_cast<int>(mlp::ErrorCode::io));
  } catch (const std::bad_alloc&) {
    return complain(
        "out of memory\n  hint: mlp check CONFIG says how much a training takes; fewer units take less",
        static_cast<int>(mlp::ErrorCode::config));
  } catch (const std::exception& error) {
    return complain(std::string("internal error: ") + error.what(),
                    static_cast<int>(mlp::ErrorCode::internal));
  }
}
