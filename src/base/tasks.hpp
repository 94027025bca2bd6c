// Independent tasks, shared by some threads: each thread takes the next that nobody has begun.
//
// What a task computes must not depend on the thread or the order; then neither does the whole.
#pragma once

#include <functional>

#include "mlp/base/memory.hpp"

namespace mlp {

// Calls task(0) … task(count − 1), up to `threads` at a time, in ascending order of their beginnings.  After
// an exception no further task begins; that of the lowest number is thrown again when all that ran have
// returned.
// REQUIRES: threads ≥ 1.
void run_tasks(Index count, int threads, const std::function<void(Index task)>& task);

}  // namespace mlp
