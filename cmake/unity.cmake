# What shares a translation unit.  In a unity build the standard library, Eigen, Highway and the JSON library are
# read, and what is instantiated of them compiled, once a target instead of once a file: a third of the time.
# With -DCMAKE_UNITY_BUILD=OFF, as in the preset dev, each file is compiled alone, sooner again after a change.
if(NOT DEFINED CMAKE_UNITY_BUILD)
  set(CMAKE_UNITY_BUILD ON)
endif()

# mlp_one_unit TARGET: all its files are one translation unit, so no two of them may use one name for two
# things.  But what Highway compiles once for every instruction set stands alone.
function(mlp_one_unit target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD_BATCH_SIZE 0)
  get_target_property(sources ${target} SOURCES)
  mlp_for_every_instruction_set(sources ${sources})
  set_source_files_properties(${sources} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# mlp_one_kernel_unit OUT SOURCE…: of these, all that Highway compiles once for every instruction set, as one
# file, which it compiles as often; and the others as they are.
function(mlp_one_kernel_unit out)
  set(sources ${ARGN})
  if(CMAKE_UNITY_BUILD)
    mlp_for_every_instruction_set(kernels ${sources})
    set(unit ${CMAKE_CURRENT_BINARY_DIR}/kernels.cpp)
    set(text "#include \"kernels/targets.hpp\"\n#define HWY_TARGET_INCLUDE \"${unit}\"\n#include <hwy/foreach_target.h>\n")
    foreach(kernel ${kernels})
      string(APPEND text "#include \"${kernel}\"\n")
    endforeach()
    file(CONFIGURE OUTPUT ${unit} CONTENT "@text@" @ONLY)
    list(REMOVE_ITEM sources ${kernels})
    list(APPEND sources ${unit})
  endif()
  set(${out} ${sources} PARENT_SCOPE)
endfunction()

function(mlp_for_every_instruction_set out)
  set(found)
  foreach(source ${ARGN})
    cmake_path(ABSOLUTE_PATH source)
    if(EXISTS ${source})
      file(STRINGS ${source} line REGEX "foreach_target" LIMIT_COUNT 1)
      if(line)
        list(APPEND found ${source})
      endif()
    endif()
  endforeach()
  set(${out} ${found} PARENT_SCOPE)
endfunction()
