// A model as one file of C99 that needs no library and no memory but its own.
//
//   void NAME(const float *inputs, float *outputs);
//                                     a row in the data's units to what `mlp predict` says
//   int NAME_class(const float *inputs, float *outputs);
//                                     the same; returns the class, from 0
//   const char *const NAME_labels[]   …_inputs[], …_outputs[]: names
//
// The numbers are those of `mlp predict` to the bit: the file holds the kernels' own sequences of operations.
// Whatever reorders or contracts arithmetic (-ffast-math, excess precision) is refused by the file itself.
#pragma once

#include <string>

#include "mlp/model/model.hpp"

namespace mlp {

struct CExportOptions {
  std::string name = "predict";  // what the functions are called
  bool bare = false;  // no names and labels; scratch memory is static, so that the linker counts it
};

struct CExport {
  std::string text;
  Index constant_bytes = 0;  // of numbers, for flash
  Index scratch_bytes = 0;   // of working memory: on the stack, or static where bare
};

// Throws ConfigError when the name is no identifier of C.
CExport c_export(const Model& model, const CExportOptions& options);

}  // namespace mlp
