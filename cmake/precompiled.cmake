# The standard headers that nearly every file reads, parsed once (docs/adr/0021-precompiled-headers.md). Only the
# standard library: an edit of the project's own headers must not build more than what includes them.
# Every file still includes what it uses; check_includes compares (the table [standard] in tools/include_rules.toml).
# -DMUSTER_PRECOMPILED=OFF builds without. Other compilers than g++ always do: bin/fuzz, clang-tidy.
option(MUSTER_PRECOMPILED "Parse the standard headers once for all files" ON)
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(MUSTER_PRECOMPILED OFF)
endif()

set(MUSTER_PRECOMPILED_HEADERS
  <algorithm> <array> <atomic> <charconv> <chrono> <compare> <cstdint> <expected> <functional> <map> <memory> <mutex>
  <optional> <random> <set> <span> <stdexcept> <string> <string_view> <utility> <variant> <vector>)

# g++ takes a precompiled header only with the macros and the kind of code that it was made with: one for what people
# run, one for what muster_compile_quickly compiles. Libraries bring these two settings to some rooms; now all have them.
add_compile_options(-pthread -D_LARGEFILE64_SOURCE)

# Code of tests is compiled for the person who waits for it, not for speed: it is half of a full build. The rooms under
# test are the real ones. -fPIC: programs use the same precompiled headers as libraries.
function(muster_compile_options_quickly target)
  target_compile_options(${target} PRIVATE -fPIC $<$<CONFIG:Release>:-O0 -U_FORTIFY_SOURCE>)
endfunction()

if(MUSTER_PRECOMPILED)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "// Something to compile beside the headers.\n")
  foreach(kind precompiled precompiled_quickly)
    add_library(${kind} OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/precompiled.cpp)
    target_precompile_headers(${kind} PRIVATE ${MUSTER_PRECOMPILED_HEADERS})
    # g++ never writes the same precompiled bytes twice. ccache is to compare these words instead, beside the text of the
    # headers, which it reads in any case: other folders then share their results.
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/CMakeFiles/${kind}.dir/cmake_pch.hxx.gch.sum
      CONTENT "${CMAKE_CXX_COMPILER_VERSION} ${MUSTER_PRECOMPILED_HEADERS}\n")
  endforeach()
  muster_compile_options_quickly(precompiled_quickly)
endif()

# muster_precompile(TARGET precompiled|precompiled_quickly)
# A pragma in <bits/char_traits.h> silences three warnings that g++ 12 gives wrongly for every std::string it inlines. A
# precompiled header forgets its pragmas, so they are silenced here; without precompiled headers they are on for our code.
function(muster_precompile target kind)
  if(MUSTER_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM ${kind})
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
endfunction()

function(muster_compile_quickly target)
  muster_compile_options_quickly(${target})
  muster_precompile(${target} precompiled_quickly)
endfunction()
