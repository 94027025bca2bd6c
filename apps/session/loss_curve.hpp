// The losses of a training as a curve that grows while it goes on.
#pragma once

#include <string>
#include <vector>

#include "plots/plot.hpp"
#include "plots/terminal_plot.hpp"
#include "terminal/terminal.hpp"

class LossCurve {
 public:
  // From the beginning of an epoch to the end of another, both counted from 0.
  LossCurve(double first_epoch, double last_epoch) : first_epoch_(first_epoch), last_epoch_(last_epoch) {}

  // `epoch` epochs are over, as 2.5.  What is not finite is left out.
  void add_training(double epoch, double loss) { add(training_, epoch, loss); }
  void add_validation(double epoch, double loss) { add(validation_, epoch, loss); }

  // None before there are two points.
  std::vector<std::string> lines(const PlotSize& size, const Terminal& terminal) const;

 private:
  static void add(std::vector<PlotPoint>& points, double epoch, double loss);

  double first_epoch_;
  double last_epoch_;
  std::vector<PlotPoint> training_;
  std::vector<PlotPoint> validation_;
};
