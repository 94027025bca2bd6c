# The page of `mlp report` as one C++ source: its HTML, styles and scripts, with the chart library in it.
#
#   cmake -D page=src/run/report/page -D dygraphs=/usr/share/javascript/dygraphs \
#         -D licence=/usr/share/doc/libjs-dygraphs/copyright -D out=report_page.cpp -P report_page.cmake
#
# page.html names what goes where: @STYLE@, @SCRIPT@, @DYGRAPHS_…@.  @DATA@ is left for the program.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/report_page_files.cmake)

function(join_files result)
  set(all "")
  foreach(file ${ARGN})
    file(READ ${file} content)
    string(APPEND all "${content}")
  endforeach()
  set(${result} "${all}" PARENT_SCOPE)
endfunction()

list(TRANSFORM report_page_styles PREPEND ${page}/)
list(TRANSFORM report_page_scripts PREPEND ${page}/)
join_files(style ${report_page_styles})
join_files(script ${report_page_scripts})
file(READ ${dygraphs}/dygraph.min.css dygraphs_style)
file(READ ${dygraphs}/dygraph.min.js dygraphs_script)
file(READ ${licence} dygraphs_licence)
# Maps to the unminified sources, which do not travel along.
string(REGEX REPLACE "/[/*]# sourceMappingURL=[^\n]*" "" dygraphs_style "${dygraphs_style}")
string(REGEX REPLACE "//# sourceMappingURL=[^\n]*" "" dygraphs_script "${dygraphs_script}")
string(REPLACE "&" "&amp;" dygraphs_licence "${dygraphs_licence}")
string(REPLACE "<" "&lt;" dygraphs_licence "${dygraphs_licence}")

file(READ ${page}/page.html text)
foreach(part style script dygraphs_style dygraphs_script dygraphs_licence)
  string(TOUPPER ${part} mark)
  string(REPLACE "@${mark}@" "${${part}}" text "${text}")
endforeach()

# A raw literal keeps every byte.
file(WRITE ${out} "#include \"run/report/page.hpp\"

namespace mlp {

const std::string_view report_page_text = R\"mlp_page(${text})mlp_page\";

}  // namespace mlp
")
