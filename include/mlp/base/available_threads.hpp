// How many threads are worth starting.
#pragma once

#include "mlp/base/export.hpp"

namespace mlp {

// How many threads this process may use: CPU affinity and the cgroup's quota, not the core count.
MLP_API int available_threads();

}  // namespace mlp
