# How a room becomes a library, its views and statements generated code, and its tests a program.
include(CTest)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(ICU REQUIRED COMPONENTS i18n uc)
find_package(ZLIB REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(CLI11 REQUIRED)
# ./run installs no test libraries: without them the tests are left out, with them they come back.
find_package(rapidcheck QUIET)
find_path(MUSTER_DOCTEST doctest/doctest.h)
if(NOT rapidcheck_FOUND OR NOT MUSTER_DOCTEST)
  set(BUILD_TESTING OFF)
  message(STATUS "Tests are left out: librapidcheck-dev and doctest-dev are not installed")
endif()
pkg_check_modules(idn2 REQUIRED IMPORTED_TARGET libidn2)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(oath REQUIRED IMPORTED_TARGET liboath)
pkg_check_modules(qrencode REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(gmime REQUIRED IMPORTED_TARGET gmime-3.0)
pkg_check_modules(md4c REQUIRED IMPORTED_TARGET md4c)
pkg_check_modules(xlsxwriter REQUIRED IMPORTED_TARGET xlsxwriter)
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)
pkg_check_modules(brotlienc REQUIRED IMPORTED_TARGET libbrotlienc)
pkg_check_modules(brotlidec REQUIRED IMPORTED_TARGET libbrotlidec)

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(MUSTER_CCACHE ccache)
if(MUSTER_CCACHE)
  # Paths relative to the source tree, so that every build folder shares its results.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${MUSTER_CCACHE})
endif()
find_program(MUSTER_MOLD mold)
if(MUSTER_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# g++ 12 sees uninitialised members in every std::variant that it inlines; valgrind finds none.
add_compile_options(-Wall -Wextra -Wno-missing-field-initializers -Wno-maybe-uninitialized -fstack-protector-strong -fcf-protection -D_GLIBCXX_ASSERTIONS)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  set(CMAKE_CXX_FLAGS_RELEASE "-O2")
else()
  set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
endif()
add_link_options(-Wl,-z,relro,-z,now)

set(MUSTER_GENERATED ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${MUSTER_GENERATED})

# muster_room(NAME FOLDER [CATALOGUES] [USES rooms...] [LINK libraries...])
#   FOLDER/*.cpp            -> library room_NAME
#   FOLDER/queries.sql      -> generated/queries_NAME.hpp
#   FOLDER/views/*          -> generated/views_NAME.{hpp,cpp}
#   FOLDER/*_test.cpp       -> program NAME_test, known to ctest
function(muster_room name folder)
  cmake_parse_arguments(ROOM "CATALOGUES" "" "USES;LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  file(GLOB views CONFIGURE_DEPENDS ${folder}/views/*.html ${folder}/views/*.mail)
  file(GLOB queries CONFIGURE_DEPENDS ${folder}/queries.sql)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")

  set(generated "")
  if(views)
    set(out ${MUSTER_GENERATED}/views_${name})
    add_custom_command(OUTPUT ${out}.hpp ${out}.cpp
      COMMAND viewc --room ${name} --out ${MUSTER_GENERATED} ${views}
      DEPENDS viewc ${views} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} COMMENT "views of ${name}" VERBATIM)
    list(APPEND generated ${out}.hpp ${out}.cpp)
  endif()
  if(queries)
    set(out ${MUSTER_GENERATED}/queries_${name})
    add_custom_command(OUTPUT ${out}.hpp
      COMMAND queryc --room ${name} --out ${MUSTER_GENERATED} ${queries}
      DEPENDS queryc ${queries} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} COMMENT "statements of ${name}" VERBATIM)
    list(APPEND generated ${out}.hpp)
    set_property(GLOBAL APPEND PROPERTY MUSTER_QUERY_ROOMS ${name})
  endif()
  if(ROOM_CATALOGUES)
    file(GLOB catalogues CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/locales/*.po)
    add_custom_command(OUTPUT ${MUSTER_GENERATED}/catalogues.cpp
      COMMAND catalogc --out ${MUSTER_GENERATED}/catalogues.cpp ${catalogues}
      DEPENDS catalogc ${catalogues} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} COMMENT "catalogues" VERBATIM)
    list(APPEND generated ${MUSTER_GENERATED}/catalogues.cpp)
  endif()

  if(NOT sources AND NOT generated)
    add_library(room_${name} INTERFACE)
    set(kind INTERFACE)
  else()
    add_library(room_${name} STATIC ${sources} ${generated})
    set_target_properties(room_${name} PROPERTIES LINKER_LANGUAGE CXX)
    set(kind PUBLIC)
  endif()
  target_include_directories(room_${name} ${kind} ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR} ${MUSTER_GENERATED})
  if(NOT name STREQUAL "base")
    target_link_libraries(room_${name} ${kind} room_base)
  endif()
  foreach(used ${ROOM_USES})
    target_link_libraries(room_${name} ${kind} room_${used})
  endforeach()
  target_link_libraries(room_${name} ${kind} ${ROOM_LINK})

  if(tests AND BUILD_TESTING)
    add_executable(${name}_test ${tests} $<TARGET_OBJECTS:test_main> $<TARGET_OBJECTS:test_seen_views>)
    target_link_libraries(${name}_test PRIVATE room_${name} test_support)
    muster_compile_quickly(${name}_test)
    muster_add_test(${name})
  endif()
endfunction()

# Code of tests is compiled for the person who waits for it, not for speed: it is half of a full build. The rooms under
# test are the real ones.
function(muster_compile_quickly target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O0 -U_FORTIFY_SOURCE>)
endfunction()

# What every test program has beside its tests, as objects: a library would hide the main function from the linker.
if(BUILD_TESTING)
  add_library(test_main OBJECT EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/tests/support/main.cpp)
  add_library(test_seen_views OBJECT EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/tests/support/seen_views.cpp)
  target_include_directories(test_seen_views PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(test_seen_views PRIVATE fmt::fmt)
  muster_compile_quickly(test_main)
endif()

# A test program that says which views it rendered; tests/views/check_views compares them with the source.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/views-seen)
function(muster_add_test name)
  add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES FIXTURES_SETUP views_seen ENVIRONMENT "MUSTER_VIEWS_SEEN=${CMAKE_BINARY_DIR}/views-seen/${name}")
endfunction()

# Small programs of the build itself; plain C++, no room. tools/NAME/*_test.cpp are tested without main.cpp.
function(muster_tool name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/${name}.cpp ${CMAKE_SOURCE_DIR}/tools/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tools)
  if(tests AND BUILD_TESTING)
    list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
    add_executable(${name}_test ${tests} ${sources} $<TARGET_OBJECTS:test_main>)
    target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR}/tools)
    muster_compile_quickly(${name}_test)
    add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  endif()
endfunction()

# muster_test_support([LINK libraries...]): tests/support/*.cpp but the two above, shared by all test programs.
function(muster_test_support)
  cmake_parse_arguments(SUPPORT "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/support/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/(main|seen_views)\\.cpp$")
  if(sources)
    add_library(test_support STATIC EXCLUDE_FROM_ALL ${sources})
    muster_compile_quickly(test_support)
    target_link_libraries(test_support PUBLIC room_base ${SUPPORT_LINK})
  else()
    add_library(test_support INTERFACE)
    target_link_libraries(test_support INTERFACE room_base ${SUPPORT_LINK})
  endif()
endfunction()

# muster_embed(NAME KIND assets|migrations|files [ROOT folder] FILES patterns...)
#   -> generated/embedded_NAME.{hpp,cpp}, library room_embedded_NAME
# With ROOT the patterns are searched in all its folders, and paths are kept relative to it.
function(muster_embed name)
  cmake_parse_arguments(EMBED "" "KIND;ROOT" "FILES" ${ARGN})
  if(EMBED_ROOT)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS ${EMBED_FILES})
    set(root --root ${CMAKE_SOURCE_DIR}/${EMBED_ROOT})
  else()
    file(GLOB files CONFIGURE_DEPENDS ${EMBED_FILES})
    set(root "")
  endif()
  set(out ${MUSTER_GENERATED}/embedded_${name})
  add_custom_command(OUTPUT ${out}.hpp ${out}.cpp
    COMMAND embed --kind ${EMBED_KIND} --name ${name} --out ${out}.cpp --header ${out}.hpp ${root} ${files}
    DEPENDS embed ${files} COMMENT "embedded ${name}" VERBATIM)
  add_library(room_embedded_${name} STATIC ${out}.hpp ${out}.cpp)
  target_include_directories(room_embedded_${name} PUBLIC ${MUSTER_GENERATED} ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(room_embedded_${name} PUBLIC room_base)
endfunction()
