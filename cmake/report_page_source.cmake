# Sets report_page_source: the C++ source that holds the report's page, made anew when a part of it changes.
include(${CMAKE_CURRENT_LIST_DIR}/report_page_files.cmake)

set(hint "the report's charts: apt-get install libjs-dygraphs")
find_path(MLP_DYGRAPHS_FOLDER dygraph.min.js PATHS /usr/share/javascript/dygraphs NO_CMAKE_FIND_ROOT_PATH
          REQUIRED DOC "${hint}")
find_file(MLP_DYGRAPHS_LICENCE copyright PATHS /usr/share/doc/libjs-dygraphs NO_CMAKE_FIND_ROOT_PATH
          NO_DEFAULT_PATH REQUIRED DOC "${hint}")

set(page_folder ${PROJECT_SOURCE_DIR}/src/run/report/page)
set(page_files page.html ${report_page_styles} ${report_page_scripts})
list(TRANSFORM page_files PREPEND ${page_folder}/)
set(report_page_source ${CMAKE_CURRENT_BINARY_DIR}/report_page.cpp)
add_custom_command(
  OUTPUT ${report_page_source}
  COMMAND ${CMAKE_COMMAND} -D page=${page_folder} -D dygraphs=${MLP_DYGRAPHS_FOLDER}
          -D licence=${MLP_DYGRAPHS_LICENCE} -D out=${report_page_source}
          -P ${PROJECT_SOURCE_DIR}/cmake/report_page.cmake
  DEPENDS ${page_files} ${PROJECT_SOURCE_DIR}/cmake/report_page.cmake
          ${PROJECT_SOURCE_DIR}/cmake/report_page_files.cmake
  COMMENT "Putting the report's page together" VERBATIM)
