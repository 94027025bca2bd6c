// The main of a benchmark whose programs use kernels: Google Benchmark's own, after the instruction set
// has been limited as in the mlp program (MLP_SIMD=avx512|avx2|scalar).
#pragma once

#include <benchmark/benchmark.h>

#include <cstdlib>

#include "kernels/target_choice.hpp"

inline int run_benchmarks(int count, char** arguments) {
  const char* const target = std::getenv("MLP_SIMD");
  if (target != nullptr && *target != '\0') mlp::limit_simd_target(target);
  benchmark::AddCustomContext("simd", mlp::simd_target());
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
