// Many activations at a glance, in a terminal.
#pragma once

#include <string>
#include <vector>

#include "plots/activation_study.hpp"
#include "terminal/terminal.hpp"

// Small plots side by side, as many as `width` columns hold, each below its name.
std::string gallery_text(const std::vector<ActivationStudy>& studies, const StudyRange& range,
                         const Terminal& terminal, int width);

// A line for each with the facts that are numbers, as many of them as `width` columns hold.
std::string facts_table(const std::vector<ActivationStudy>& studies, int width);
