// What the manifest and the summary say about the machine and the time.  No result depends on it.
#pragma once

#include <string>

#include "mlp/base/memory.hpp"

namespace mlp {

// "AMD EPYC 9B45", or "unknown".
std::string cpu_model();

// The most memory this process has held so far.
Index peak_memory_bytes();

// Now, in UTC, ISO 8601 to the second: "2025-03-09T18:22:07Z".
std::string utc_now();

}  // namespace mlp
