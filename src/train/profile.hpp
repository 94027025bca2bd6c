// From the threads' stopwatches to a profile.
#pragma once

#include <optional>

#include "mlp/nn/profile.hpp"
#include "nn/network.hpp"
#include "nn/workspace.hpp"

namespace mlp {

// What was trained while the stopwatches ran.
struct ProfiledSteps {
  Index steps = 0;
  double samples = 0.0;
  double seconds = 0.0;
};

// None where nobody measured.  Takes some milliseconds to measure the core's peak.
std::optional<Profile> profile_of(const Network& network, const Workspace& workspace,
                                  const ProfiledSteps& trained);

}  // namespace mlp
