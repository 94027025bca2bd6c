#include "training_signals.hpp"

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

void on_checkpoint_signal(int) { checkpoint_wanted = 1; }

void install(int signal, void (*handler)(int), struct sigaction& before) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, &before);
}

}  // namespace

TrainingSignals::TrainingSignals() {
  ending_signal = 0;
  checkpoint_wanted = 0;
  install(SIGINT, on_ending_signal, before_int);
  install(SIGTERM, on_ending_signal, before_term);
  install(SIGHUP, on_ending_signal, before_hup);
  // Under nohup a closed terminal is to be ignored.
  if (before_hup.sa_handler == SIG_IGN) sigaction(SIGHUP, &before_hup, nullptr);
  install(SIGUSR1, on_checkpoint_signal, before_usr1);
}

TrainingSignals::~TrainingSignals() {
  sigaction(SIGINT, &before_int, nullptr);
  sigaction(SIGTERM, &before_term, nullptr);
  sigaction(SIGHUP, &before_hup, nullptr);
  sigaction(SIGUSR1, &before_usr1, nullptr);
}

mlp::Wish TrainingSignals::wish() {
  if (ending_signal != 0) return mlp::Wish::stop;
  if (checkpoint_wanted == 0) return mlp::Wish::go_on;
  checkpoint_wanted = 0;
  return mlp::Wish::checkpoint;
}

int TrainingSignals::exit_code() const { return 128 + ending_signal; }
