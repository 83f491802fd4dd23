# Proofs from outside, against the finished program: journeys in a browser and kills under load.
foreach(driver bench_saves kill_driver)
  if(EXISTS ${CMAKE_SOURCE_DIR}/tests/bench/${driver}.cpp)
    add_executable(${driver} tests/bench/${driver}.cpp tests/bench/http_client.cpp tests/bench/save_target.cpp)
    target_include_directories(${driver} PRIVATE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${driver} PRIVATE Threads::Threads)
    set_target_properties(${driver} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  endif()
endforeach()

if(BUILD_TESTING AND TARGET room_app)
  add_executable(routes_test tests/routes/routes_test.cpp tests/support/main.cpp)
  target_link_libraries(routes_test PRIVATE room_app test_support)
  add_test(NAME routes COMMAND routes_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endif()

if(BUILD_TESTING AND TARGET muster)
  add_test(NAME journeys COMMAND ${CMAKE_SOURCE_DIR}/bin/journeys)
  set_tests_properties(journeys PROPERTIES TIMEOUT 2400 RUN_SERIAL TRUE ENVIRONMENT "MUSTER_TEST_BINARY=$<TARGET_FILE:muster>")
endif()

if(BUILD_TESTING AND TARGET muster AND TARGET kill_driver)
  add_test(NAME kill_sqlite COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-test 20 sqlite)
  add_test(NAME kill_postgresql COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-test 20 postgresql)
  add_test(NAME kill_bites COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-test 5 sqlite --sabotage)
  set_tests_properties(kill_sqlite kill_postgresql kill_bites PROPERTIES TIMEOUT 900 RUN_SERIAL TRUE
    ENVIRONMENT "MUSTER_TEST_BINARY=$<TARGET_FILE:muster>")
endif()
