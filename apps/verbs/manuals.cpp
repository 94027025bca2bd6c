// mlp man and mlp completion: what the program says about itself to man(1) and to shells.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "arguments/word_choice.hpp"
#include "io/atomic_file.hpp"
#include "manual/completion.hpp"
#include "manual/config_reference.hpp"
#include "manual/man_page.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

struct ManOptions {
  std::string verb;
  std::string out;
};

void write_man_page(const std::filesystem::path& folder, const Manual& manual) {
  mlp::write_atomically(folder / (man_page_name(manual) + ".1"), {man_page(manual)});
}

void man(const CLI::App& program, const ManOptions& options) {
  const Manual manual = manual_of(program, program.get_name());
  if (!options.out.empty()) {
    write_man_page(options.out, manual);
    for (const Manual& verb : manual.verbs) write_man_page(options.out, verb);
    return;
  }
  if (options.verb.empty()) return print(man_page(manual));
  std::vector<std::string> verbs;
  for (const Manual& each : manual.verbs) {
    if (verb_name(each) == options.verb) return print(man_page(each));
    verbs.push_back(verb_name(each));
  }
  check_word("man", options.verb, verbs);
}

void print_completion(const CLI::App& program, const std::string& shell) {
  check_word("completion", shell, {"bash", "zsh", "fish"});
  const Manual manual = manual_of(program, program.get_name());
  if (shell == "bash") return print(bash_completion(manual, setting_names()));
  if (shell == "zsh") return print(zsh_completion(manual, setting_names()));
  print(fish_completion(manual, setting_names()));
}

}  // namespace

void add_man(CLI::App& program) {
  CLI::App* verb = program.add_subcommand("man", "Prints a page for man(1)");
  verb->footer(R"(  mlp man | man -l -
  mlp man train | man -l -
  mlp man --out ~/.local/share/man/man1
)");
  const auto options = std::make_shared<ManOptions>();
  CLI::Option* const name =
      verb->add_option("VERB", options->verb, "the page of a verb; without one, of the program");
  verb->add_option("--out", options->out, "write all pages there instead, as mlp.1, mlp-train.1, …")
      ->option_text("DIR")
      ->excludes(name);
  verb->callback([&program, options] { man(program, *options); });
}

void add_completion(CLI::App& program) {
  CLI::App* verb =
      program.add_subcommand("completion", "Prints what a shell needs to complete command lines");
  verb->footer(R"(  source <(mlp completion bash)                                        for this shell
  mlp completion bash > ~/.local/share/bash-completion/completions/mlp  for every bash
  mlp completion zsh > ~/.zfunc/_mlp                                     a folder of your fpath
  mlp completion fish > ~/.config/fish/completions/mlp.fish
)");
  const auto shell = std::make_shared<std::string>();
  verb->add_option("SHELL", *shell, "bash, zsh or fish")->required()->option_text("bash|zsh|fish");
  verb->callback([&program, shell] { print_completion(program, *shell); });
}
