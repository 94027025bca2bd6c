// What this core could do at most: the yardstick for the product kernel.
#pragma once

namespace mlp::kernels {

// Floating-point operations per second (a fused multiply-add is two) of one thread that does nothing
// but independent fused multiply-adds in registers, with the instruction set that the kernels
// use.  The best of some windows; takes about `seconds`.
double peak_operations_per_second(double seconds);

}  // namespace mlp::kernels
