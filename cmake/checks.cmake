# The project's own checks: who includes what, and the style that a machine can see.
add_executable(check_includes tools/check_includes.cpp tools/include_rules.cpp tools/include_samples.cpp tools/standard_headers.cpp tools/source_text.cpp)
target_link_libraries(check_includes PRIVATE tomlplusplus::tomlplusplus)
add_executable(check_tidy tools/check_tidy.cpp tools/tidy_cpp.cpp tools/tidy_names.cpp tools/tidy_texts.cpp tools/tidy_samples.cpp tools/source_text.cpp)
foreach(check check_includes check_tidy)
  target_include_directories(${check} PRIVATE ${CMAKE_SOURCE_DIR})
  set_target_properties(${check} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
endforeach()

if(BUILD_TESTING)
  add_test(NAME includes COMMAND check_includes ${CMAKE_SOURCE_DIR})
  add_test(NAME includes_selftest COMMAND check_includes --selftest ${CMAKE_SOURCE_DIR})
  add_test(NAME tidy COMMAND check_tidy ${CMAKE_SOURCE_DIR})
  add_test(NAME tidy_selftest COMMAND check_tidy --selftest)
  # Every parser with a minute of made-up inputs (MUSTER_FUZZ_SECONDS), two at a time; and proof that it bites.
  add_test(NAME fuzz COMMAND ${CMAKE_SOURCE_DIR}/bin/fuzz --seed 1)
  add_test(NAME fuzz_bites COMMAND ${CMAKE_SOURCE_DIR}/bin/fuzz --bite)
  set_tests_properties(fuzz PROPERTIES TIMEOUT 3600 PROCESSORS 2)
  set_tests_properties(fuzz_bites PROPERTIES TIMEOUT 1200 DEPENDS fuzz)
  # No message missing, unused or untranslated in any language; slots, marks and plural forms agree.
  add_test(NAME catalogues COMMAND ${CMAKE_COMMAND} -E env VIEWC=$<TARGET_FILE:viewc> CATALOGC=$<TARGET_FILE:catalogc>
    MESSAGES_DIR=${CMAKE_BINARY_DIR}/messages ${CMAKE_SOURCE_DIR}/bin/messages --check)
endif()
