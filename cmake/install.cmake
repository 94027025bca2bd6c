# The library, its headers and the mlp program, for find_package(mlp) to find.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/mlp)

install(TARGETS mlp EXPORT mlp-targets INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/mlp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
if(TARGET mlp_program)
  install(TARGETS mlp_program)
endif()

install(EXPORT mlp-targets NAMESPACE mlp:: DESTINATION ${package_folder})
configure_package_config_file(cmake/mlp-config.cmake.in ${PROJECT_BINARY_DIR}/mlp-config.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/mlp-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/mlp-config.cmake ${PROJECT_BINARY_DIR}/mlp-config-version.cmake
        DESTINATION ${package_folder})
