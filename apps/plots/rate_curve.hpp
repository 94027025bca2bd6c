// The loss over the learning rate, as mlp lr-find shows it.
#pragma once

#include "mlp/run/learning_rate_range.hpp"
#include "plots/plot.hpp"

// Smoothed and, behind it, of each batch.  REQUIRES: two points or more.
Plot rate_plot(const mlp::RateRange& range);

// A file of its own, light or dark as its reader is.
std::string rate_svg(const mlp::RateRange& range, const std::string& title);
