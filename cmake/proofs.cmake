# Proofs from outside, against the finished program: journeys in a browser and kills under load.
foreach(driver bench_saves kill_driver)
  if(EXISTS ${CMAKE_SOURCE_DIR}/tests/bench/${driver}.cpp)
    add_executable(${driver} tests/bench/${driver}.cpp tests/bench/http_client.cpp tests/bench/save_target.cpp tests/bench/ledger.cpp tests/bench/endure.cpp)
    target_include_directories(${driver} PRIVATE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${driver} PRIVATE Threads::Threads)
    set_target_properties(${driver} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  endif()
endforeach()

add_executable(jobs_worker tests/bench/jobs_worker.cpp)
target_link_libraries(jobs_worker PRIVATE room_jobs room_embedded_migrations)
add_executable(mail_load tests/bench/mail_load.cpp)
target_link_libraries(mail_load PRIVATE room_mail room_crypto room_embedded_migrations)
set_target_properties(jobs_worker mail_load PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

# Counted links for bin/bench links.
add_executable(link_target tests/bench/link_target.cpp)
target_link_libraries(link_target PRIVATE room_counting room_config)
set_target_properties(link_target PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

# Of the whole program in process: muster_proof(NAME sources...)
function(muster_proof name)
  add_executable(${name}_test ${ARGN} $<TARGET_OBJECTS:test_main> $<TARGET_OBJECTS:test_seen_views>)
  target_link_libraries(${name}_test PRIVATE room_app test_support)
  muster_compile_quickly(${name}_test)
  muster_add_test(${name})
endfunction()

if(BUILD_TESTING AND TARGET room_app)
  muster_proof(routes tests/routes/routes_test.cpp tests/routes/routes_world.cpp tests/routes/jobs_test.cpp)
  muster_proof(absent tests/absent/absent_names_test.cpp tests/absent/absent_behaviour_test.cpp tests/routes/routes_world.cpp)
  muster_proof(pages tests/views/views_test.cpp tests/routes/routes_world.cpp)
  file(GLOB members CONFIGURE_DEPENDS tests/members/*.cpp)
  muster_proof(members ${members})
  muster_proof(filling tests/filling/filling_test.cpp)
  muster_proof(canary tests/canary/canary_test.cpp)
  muster_proof(mail_in tests/mail_in/mail_in_test.cpp)
  add_test(NAME receive_usage COMMAND sh -c "$<TARGET_FILE:muster> receive --nothing </dev/null; test $? -eq 64 && $<TARGET_FILE:muster> receive --help | grep -q 'try again'")
  add_test(NAME views COMMAND ${CMAKE_SOURCE_DIR}/tests/views/check_views ${CMAKE_BINARY_DIR}/views-seen)
  set_tests_properties(views PROPERTIES FIXTURES_REQUIRED views_seen)
endif()

# The program once more, ended at named moments: the linker takes this crash_point() before the empty one.
if(BUILD_TESTING AND TARGET muster)
  add_executable(muster_crash tests/faults/crash_point.cpp src/main.cpp)
  target_link_libraries(muster_crash PRIVATE room_app CLI11::CLI11)
  foreach(engine sqlite postgresql)
    add_test(NAME points_${engine} COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-points ${engine} --ready 30)
  endforeach()
  add_test(NAME long_runs COMMAND ${CMAKE_SOURCE_DIR}/tests/faults/long_run_test.py)
  add_test(NAME points_bite COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-points sqlite --ready 30 --sabotage sqlite.after_commit sqlite.before_answer)
  add_test(NAME migrations_sqlite COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-migrations sqlite --every 6)
  add_test(NAME migrations_postgresql COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-migrations postgresql --every 100)
  add_test(NAME migrations_bite COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-migrations sqlite --every 40 --sabotage)
  add_test(NAME damage COMMAND ${CMAKE_SOURCE_DIR}/bin/damage-test 60)
  add_test(NAME backup_sqlite COMMAND ${CMAKE_SOURCE_DIR}/bin/backup-test sqlite)
  add_test(NAME backup_postgresql COMMAND ${CMAKE_SOURCE_DIR}/bin/backup-test postgresql)
  add_test(NAME backup_bite COMMAND ${CMAKE_SOURCE_DIR}/bin/backup-test sqlite --sabotage)
  # The program that people run ends at no named moment: the words that would make it are not in it.
  add_test(NAME points_absent COMMAND sh -c "! grep -q MUSTER_CRASH_ $<TARGET_FILE:muster> && grep -q MUSTER_CRASH_AT $<TARGET_FILE:muster_crash>")
  set_tests_properties(points_sqlite points_postgresql points_bite migrations_sqlite migrations_postgresql migrations_bite
    damage backup_sqlite backup_postgresql backup_bite PROPERTIES TIMEOUT 900 ENVIRONMENT "MUSTER_TEST_BINARY=$<TARGET_FILE:muster>")
endif()

# Power cuts against the database room, on a disk that forgets what was not synced.
if(BUILD_TESTING)
  add_executable(power_test tests/faults/power_cut_test.cpp tests/faults/power_disk.cpp tests/faults/power_vfs.cpp
    $<TARGET_OBJECTS:test_main> $<TARGET_OBJECTS:test_seen_views>)
  target_link_libraries(power_test PRIVATE test_support)
  add_test(NAME power COMMAND power_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endif()

# How the time of parsers grows with the text; bin/complexity runs it.
add_executable(complexity EXCLUDE_FROM_ALL tests/bench/complexity.cpp)
target_link_libraries(complexity PRIVATE room_app)
set_target_properties(complexity PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

# Hostile texts in every field and every page, formulas in every export, names of the whole world: short forms of
# what bin/hostile-test does, and proof that each bites.
if(BUILD_TESTING AND TARGET muster)
  foreach(part xss xss_bite formulas formulas_bite bytes)
    add_test(NAME hostile_${part} COMMAND ${CMAKE_SOURCE_DIR}/bin/hostile-test ${part} --short)
    list(APPEND hostile_tests hostile_${part})
  endforeach()
  foreach(engine sqlite postgresql)
    add_test(NAME hostile_names_${engine} COMMAND ${CMAKE_SOURCE_DIR}/bin/hostile-test names ${engine})
    list(APPEND hostile_tests hostile_names_${engine})
  endforeach()
  # Both may have to fetch the packages of the browser tests first.
  set_tests_properties(hostile_xss hostile_xss_bite PROPERTIES RESOURCE_LOCK journey_packages)
  set_tests_properties(${hostile_tests} PROPERTIES TIMEOUT 900 SKIP_RETURN_CODE 77 ENVIRONMENT "MUSTER_TEST_BINARY=$<TARGET_FILE:muster>")
endif()

if(BUILD_TESTING AND TARGET muster)
  add_test(NAME journeys COMMAND ${CMAKE_SOURCE_DIR}/bin/journeys)
  set_tests_properties(journeys PROPERTIES TIMEOUT 2400 RUN_SERIAL TRUE ENVIRONMENT "MUSTER_TEST_BINARY=$<TARGET_FILE:muster>")
endif()

if(BUILD_TESTING AND TARGET muster AND TARGET kill_driver)
  add_test(NAME kill_sqlite COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-test 20 sqlite --ready 30)
  add_test(NAME kill_postgresql COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-test 20 postgresql --ready 30)
  add_test(NAME kill_bites COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-test 5 sqlite --sabotage)
  add_test(NAME kill_bites_postgresql COMMAND ${CMAKE_SOURCE_DIR}/bin/kill-test 3 postgresql --sabotage)
  set_tests_properties(kill_sqlite kill_postgresql kill_bites kill_bites_postgresql PROPERTIES TIMEOUT 900 RUN_SERIAL TRUE
    ENVIRONMENT "MUSTER_TEST_BINARY=$<TARGET_FILE:muster>")
endif()

# PostgreSQL broken under the running program: each fault once, and the proof that a loss would be found.
if(BUILD_TESTING AND TARGET muster AND TARGET kill_driver)
  add_test(NAME postgres_faults COMMAND ${CMAKE_SOURCE_DIR}/bin/postgres-test)
  add_test(NAME postgres_faults_bite COMMAND ${CMAKE_SOURCE_DIR}/bin/postgres-test --sabotage)
  add_test(NAME failover COMMAND ${CMAKE_SOURCE_DIR}/bin/failover-test)
  add_test(NAME failover_plain COMMAND ${CMAKE_SOURCE_DIR}/bin/failover-test --plain)
  add_test(NAME failover_bites COMMAND ${CMAKE_SOURCE_DIR}/bin/failover-test --plain --sabotage)
  set_tests_properties(postgres_faults postgres_faults_bite failover failover_plain failover_bites PROPERTIES TIMEOUT 600 RUN_SERIAL TRUE
    ENVIRONMENT "MUSTER_TEST_BINARY=$<TARGET_FILE:muster>")
endif()

# Several servers on one database. The long forms: bin/servers-test --help.
if(BUILD_TESTING AND TARGET muster AND TARGET kill_driver)
  foreach(part shared jobs fence rolling)
    add_test(NAME servers_${part} COMMAND ${CMAKE_SOURCE_DIR}/bin/servers-test ${part})
    list(APPEND servers_tests servers_${part})
  endforeach()
  foreach(part fence rolling)
    add_test(NAME servers_${part}_bites COMMAND ${CMAKE_SOURCE_DIR}/bin/servers-test ${part} 1 --sabotage)
    list(APPEND servers_tests servers_${part}_bites)
  endforeach()
  add_test(NAME clock COMMAND ${CMAKE_SOURCE_DIR}/bin/clock-test)
  list(APPEND servers_tests clock)
  set_tests_properties(${servers_tests} PROPERTIES TIMEOUT 600 RUN_SERIAL TRUE ENVIRONMENT "MUSTER_TEST_BINARY=$<TARGET_FILE:muster>")
endif()
