# What every target of this project is compiled with.  A target opts in; nothing is global, and nothing
# of it reaches those who link the library.
add_library(mlp_build_options INTERFACE)
target_compile_features(mlp_build_options INTERFACE cxx_std_20)
# A fused multiply-add happens where it is written and nowhere else (ARITHMETIC.md, A1).
target_compile_options(mlp_build_options INTERFACE -ffp-contract=off)
target_compile_options(mlp_build_options INTERFACE -Wall -Wextra -Wconversion)
# In a unity build the constants of one file stand above the locals of another, which shadow nothing; Clang
# cannot tell them apart.
if(NOT CMAKE_UNITY_BUILD)
  target_compile_options(mlp_build_options INTERFACE -Wshadow)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(mlp_build_options INTERFACE -Wshadow=local)
endif()
# GCC 12 warns of overlapping copies inside std::string's own operator+ (its bug 105651).
target_compile_options(mlp_build_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# And of a std::optional<std::variant> that it takes for unset where it is destroyed (its bug 80635).
target_compile_options(mlp_build_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
if(MLP_WARNINGS_AS_ERRORS)
  target_compile_options(mlp_build_options INTERFACE -Werror)
endif()
