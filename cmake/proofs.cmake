# Proofs from outside, against the finished program: journeys in a browser and kills under load.
foreach(driver bench_saves kill_driver)
  if(EXISTS ${CMAKE_SOURCE_DIR}/tests/bench/${driver}.cpp)
    add_executable(${driver} tests/bench/${driver}.cpp tests/bench/http_client.cpp)
    target_include_directories(${driver} PRIVATE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${driver} PRIVATE Threads::Threads)
    set_target_properties(${driver} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  endif()
endforeach()

if(BUILD_TESTING AND TARGET muster)
  add_test(NAME journeys COMMAND ${CMAKE_SOURCE_DIR}/bin/journeys)
  set_tests_properties(journeys PROPERTIES TIMEOUT 2400 RUN_SERIAL TRUE ENVIRONMENT "MUSTER_BINARY=$<TARGET_FILE:muster>")
endif()
