# What the files of a target share a translation unit with in a unity build (CMAKE_UNITY_BUILD, as in the
# presets release, clang, asan and tsan): the standard library, Eigen and the JSON library are then read and
# instantiated a few times instead of two hundred.  The preset dev compiles each file alone, as does a build
# without a preset, and so finds a missing #include; tests/consumers.sh does it for the library.

# mlp_group_by_folder TARGET SOURCE…: each folder is one translation unit, so no two of its files may use
# one name for two things.  Kernels are compiled alone: Highway compiles each of them once for every
# instruction set.
function(mlp_group_by_folder target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
  foreach(source ${ARGN})
    cmake_path(GET source PARENT_PATH folder)
    cmake_path(GET folder FILENAME folder)
    if(NOT folder STREQUAL kernels)
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder})
    endif()
  endforeach()
endfunction()

# mlp_compile_targets_alone SOURCE…: as above, whatever is compiled for every instruction set, where a
# target is put together in batches.
function(mlp_compile_targets_alone)
  foreach(source ${ARGN})
    file(STRINGS ${source} for_every_target REGEX foreach_target LIMIT_COUNT 1)
    if(for_every_target)
      set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
  endforeach()
endfunction()
