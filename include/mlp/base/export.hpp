// Marks what a shared library of mlp offers to others; all else is hidden in it (-fvisibility=hidden).
//
// Functions and classes that public headers declare and sources define carry it; so do exceptions, and the
// interfaces that a program implements, as catch and dynamic_cast compare types across the border.
#pragma once

#if defined(__GNUC__)
#define MLP_API __attribute__((visibility("default")))
#else
#define MLP_API
#endif
