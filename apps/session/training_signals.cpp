#include "session/training_signals.hpp"

#include <unistd.h>
#include <csignal>

namespace {

volatile std::sig_atomic_t ending_signal = 0;
volatile std::sig_atomic_t checkpoint_wanted = 0;

struct sigaction before_int, before_term, before_hup, before_usr1;

void on_ending_signal(int signal) {
  if (ending_signal != 0) _exit(128 + signal);
  ending_signal = signal;
}

std::string_view ending_line;

void on_noticed_signal(int signal) {
  // Whoever cannot be told is not.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, ending_line.data(), ending_line.size());
  _exit(128 + signal);
}

void on_checkpoint_signal(int) { checkpoint_wanted = 1; }

void install(int signal, void (*handler)(int), struct sigaction& before) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, &before);
}

void install_for_endings(void (*handler)(int)) {
  install(SIGINT, handler, before_int);
  install(SIGTERM, handler, before_term);
  install(SIGHUP, handler, before_hup);
  // Under nohup a closed terminal is to be ignored.
  if (before_hup.sa_handler == SIG_IGN) sigaction(SIGHUP, &before_hup, nullptr);
}

void bring_back_endings() {
  sigaction(SIGINT, &before_int, nullptr);
  sigaction(SIGTERM, &before_term, nullptr);
  sigaction(SIGHUP, &before_hup, nullptr);
}

}  // namespace

TrainingSignals::TrainingSignals() {
  ending_signal = 0;
  checkpoint_wanted = 0;
  install_for_endings(on_ending_signal);
  install(SIGUSR1, on_checkpoint_signal, before_usr1);
}

TrainingSignals::~TrainingSignals() {
  bring_back_endings();
  sigaction(SIGUSR1, &before_usr1, nullptr);
}

mlp::Wish TrainingSignals::wish() {
  if (ending_signal != 0) return mlp::Wish::stop;
  if (checkpoint_wanted == 0) return mlp::Wish::go_on;
  checkpoint_wanted = 0;
  return mlp::Wish::checkpoint;
}

int TrainingSignals::exit_code() const { return 128 + ending_signal; }

EndingNotice::EndingNotice(std::string_view line) {
  ending_line = line;
  install_for_endings(on_noticed_signal);
}

EndingNotice::~EndingNotice() { bring_back_endings(); }
