// The health of a network as text for people.
#pragma once

#include <string>
#include <vector>

#include "mlp/train/health.hpp"

// A line a layer, the dead units one by one, and what is wrong in sentences.
std::string health_text(const mlp::HealthReport& report);

// "Health\n  epoch 3: …\n    try: …\n"; empty where there are none.
std::string problems_text(const std::vector<mlp::Problem>& problems);
