# The man pages and the completions for shells, printed by the built program and installed where man(1) and
# the shells look for them.  A program that was built for another machine cannot print them here.
if(NOT TARGET mlp_program OR CMAKE_CROSSCOMPILING)
  return()
endif()
include(GNUInstallDirs)

set(manuals ${PROJECT_BINARY_DIR}/manuals)
add_custom_command(
  OUTPUT ${manuals}/man1/mlp.1 ${manuals}/mlp ${manuals}/_mlp ${manuals}/mlp.fish
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${manuals}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${manuals}/man1
  COMMAND mlp_program man --out ${manuals}/man1
  COMMAND mlp_program completion bash > ${manuals}/mlp
  COMMAND mlp_program completion zsh > ${manuals}/_mlp
  COMMAND mlp_program completion fish > ${manuals}/mlp.fish
  DEPENDS mlp_program
  COMMENT "Printing the man pages and the completions"
  VERBATIM)
add_custom_target(mlp_manuals ALL DEPENDS ${manuals}/man1/mlp.1)

install(DIRECTORY ${manuals}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(FILES ${manuals}/mlp DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${manuals}/mlp.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# zsh looks into the first folder in /usr/local and elsewhere; Debian's, in /usr, only into the second.
foreach(folder site-functions vendor-completions)
  install(FILES ${manuals}/_mlp DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${folder})
endforeach()
