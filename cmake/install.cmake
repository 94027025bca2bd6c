# The library, its headers, the mlp program, and the configs that come with it; what find_package(mlp) and
# pkg-config read of them.  Everything may be moved afterwards.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/mlp)

install(TARGETS mlp EXPORT mlp-targets INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/mlp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(EXPORT mlp-targets NAMESPACE mlp:: DESTINATION ${package_folder})
# The build folder is a package too, for -Dmlp_DIR=build.
export(EXPORT mlp-targets NAMESPACE mlp:: FILE ${PROJECT_BINARY_DIR}/mlp-targets.cmake)

if(TARGET mlp_program)
  # The component cli: mlp::cli is the program.
  set_target_properties(mlp_program PROPERTIES EXPORT_NAME cli)
  install(TARGETS mlp_program EXPORT mlp-cli-targets)
  install(EXPORT mlp-cli-targets NAMESPACE mlp:: DESTINATION ${package_folder})
  export(EXPORT mlp-cli-targets NAMESPACE mlp:: FILE ${PROJECT_BINARY_DIR}/mlp-cli-targets.cmake)
  # With the data that they name, but MNIST's images: they are larger than all the rest.
  install(DIRECTORY configs DESTINATION ${CMAKE_INSTALL_DATADIR}/mlp
          FILES_MATCHING PATTERN "*.json" PATTERN mnist.json EXCLUDE PATTERN runs EXCLUDE)
  install(DIRECTORY data DESTINATION ${CMAKE_INSTALL_DATADIR}/mlp
          FILES_MATCHING PATTERN "*.csv" PATTERN README.md PATTERN mnist EXCLUDE)
endif()

configure_package_config_file(cmake/mlp-config.cmake.in ${PROJECT_BINARY_DIR}/mlp-config.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/mlp-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/mlp-config.cmake ${PROJECT_BINARY_DIR}/mlp-config-version.cmake
        DESTINATION ${package_folder})

# A static library leaves what it is made of to whoever links it.
set(pc_requires eigen3)
set(pc_libs "")
if(NOT BUILD_SHARED_LIBS)
  set(pc_requires "eigen3 zlib minizip nettle")
  set(pc_libs " -pthread")
endif()
set(pc_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}/${pc_folder}
           OUTPUT_VARIABLE prefix_from_pc)
configure_file(cmake/mlp.pc.in ${PROJECT_BINARY_DIR}/mlp.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/mlp.pc DESTINATION ${pc_folder})

# `cpack` in the build folder makes a Debian package of all of it.
if(PROJECT_IS_TOP_LEVEL)
  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGE_NAME mlp)
  set(CPACK_PACKAGE_CONTACT "the authors of mlp <mlp@localhost>")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_STRIP_FILES ON)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SECTION science)
  # Of the program by its shared libraries; of who compiles against the library, as suggestions.
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libeigen3-dev, zlib1g-dev, libminizip-dev, nettle-dev")
  include(CPack)
endif()
