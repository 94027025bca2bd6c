#include "train/pace.hpp"

#include <gtest/gtest.h>

namespace mlp {
namespace {

// A machine on which a step takes a given time, and a given share of CPUs goes to it.
class Machine {
 public:
  explicit Machine(int threads = 2)
      : pace(threads, {.wall = [this] { return wall_; }, .cpu = [this] { return cpu_; }}) {}

  double team_step = 0.001, single_step = 0.002;
  double team_cpus = 2.0;  // of the two
  Pace pace;

  // What is no step takes no part of the CPUs.
  void evaluate(double seconds) { wall_ += seconds; }

  // Takes steps for so long; returns the share of them that the single thread took.
  double share_alone(double seconds) {
    Index alone = 0, all = 0;
    pace.start();
    for (const double end = wall_ + seconds; wall_ < end; ++all) {
      const bool by_one = pace.is_alone();
      wall_ += by_one ? single_step : team_step;
      cpu_ += by_one ? single_step : team_cpus * team_step;
      alone += by_one;
      const bool changes = pace.changes_after_step();
      EXPECT_EQ(changes, pace.is_alone() != by_one);
    }
    pace.pause();
    return static_cast<double>(alone) / static_cast<double>(all);
  }

 private:
  double wall_ = 0.0, cpu_ = 0.0;
};

TEST(Pace, ATeamThatHasItsCpusIsNeverInterrupted) {
  Machine machine;
  EXPECT_EQ(machine.share_alone(100), 0.0);
}

TEST(Pace, ATeamThatHasItsCpusIsNotComparedEvenWhereItIsSlow) {
  Machine machine;
  machine.team_step = 1.0;
  EXPECT_EQ(machine.share_alone(100), 0.0);
}

TEST(Pace, WhereOthersTakeTheCpusTheSingleThreadTakesNearlyAllSteps) {
  Machine machine;
  machine.team_cpus = 1.0;
  machine.team_step = 0.008;
  EXPECT_GT(machine.share_alone(100), 0.98);
}

TEST(Pace, ADisturbedTeamThatIsStillFasterTakesNearlyAllSteps) {
  Machine machine;
  machine.team_cpus = 1.5;
  machine.team_step = 0.0015;
  EXPECT_LT(machine.share_alone(100), 0.05);
}

TEST(Pace, TheTeamComesBackWhenTheOthersAreGone) {
  Machine machine;
  machine.team_cpus = 1.0;
  machine.team_step = 0.008;
  machine.share_alone(10);
  machine.team_cpus = 2.0;
  machine.team_step = 0.001;
  machine.share_alone(2);
  EXPECT_EQ(machine.share_alone(10), 0.0);
}

TEST(Pace, WhatComesBetweenStepsCountsForNobody) {
  Machine machine;
  for (int epoch = 0; epoch < 100; ++epoch) {
    EXPECT_EQ(machine.share_alone(0.03), 0.0) << epoch;
    machine.evaluate(10);
  }
}

TEST(Pace, EpochsShorterThanATryAddUpToOne) {
  Machine machine;
  machine.team_cpus = 1.0;
  machine.team_step = 0.008;
  for (int epoch = 0; epoch < 100; ++epoch) machine.share_alone(0.03);
  EXPECT_TRUE(machine.pace.is_alone());
}

TEST(Pace, OneThreadHasNobodyToChangeWith) {
  Machine machine(1);
  machine.team_cpus = 0.1;
  EXPECT_EQ(machine.share_alone(10), 0.0);
}

}  // namespace
}  // namespace mlp
