// Marks what a shared library of mlp offers to others; all else is hidden in it (-fvisibility=hidden).
//
// It marks the functions and classes that public headers declare and sources define.  It also marks
// exceptions and the interfaces that a program implements, because catch and dynamic_cast compare their types
// across the library's border.
#pragma once

#if defined(__GNUC__)
#define MLP_API __attribute__((visibility("default")))
#else
#define MLP_API
#endif
