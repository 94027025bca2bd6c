// Signals while a training runs:  SIGINT, SIGTERM and SIGHUP (a closed terminal) ask it to finish the step,
// write a checkpoint and end; a second one ends the program at once.  SIGUSR1 asks for a checkpoint; the
// training goes on.  Trainings that leave nothing behind say so instead: EndingNotice.
#pragma once

#include <string_view>

#include "mlp/train/observer.hpp"

// Active while it lives; what was there before comes back.  One at a time.
class TrainingSignals {
 public:
  TrainingSignals();
  ~TrainingSignals();
  TrainingSignals(const TrainingSignals&) = delete;
  TrainingSignals& operator=(const TrainingSignals&) = delete;

  // What the signals since the last call ask for.
  mlp::Wish wish();
  // The program's exit code after an interruption: 128 + the signal's number.
  int exit_code() const;
};

// While it lives SIGINT, SIGTERM and SIGHUP write `line` to standard error and end the program, with the exit
// code of an interruption.  REQUIRES: text that outlives the program; no TrainingSignals beside it.
class EndingNotice {
 public:
  explicit EndingNotice(std::string_view line);
  ~EndingNotice();
  EndingNotice(const EndingNotice&) = delete;
  EndingNotice& operator=(const EndingNotice&) = delete;
};
