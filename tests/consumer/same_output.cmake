# Runs two programs, `first` and `second`, and fails unless both succeed and print the same, which
# must hold a SHA-256.
foreach(program first second)
  execute_process(COMMAND ${${program}} OUTPUT_VARIABLE output_of_${program} RESULT_VARIABLE result
                  COMMAND_ECHO STDOUT ECHO_OUTPUT_VARIABLE)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${${program}}: expected exit code 0, got ${result}")
  endif()
endforeach()
string(REPEAT "[0-9a-f]" 64 digest)
if(NOT output_of_first MATCHES "parameters_sha256 ${digest}\n")
  message(FATAL_ERROR "expected a line 'parameters_sha256 DIGITS', got:\n${output_of_first}")
endif()
if(NOT output_of_first STREQUAL output_of_second)
  message(FATAL_ERROR "expected the same output from both programs")
endif()
