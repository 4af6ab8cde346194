# Headers that are read once for the whole build instead of once for each source file
# (docs/benchmarks.md says what it saves).
#
# CMake's own target_precompile_headers names its files by absolute paths, so a compiler cache that
# was filled in one folder would be of no use in another. Here the compiler is told relative ones,
# and not to check again what ninja has checked (-fno-validate-pch: the headers' times and paths).
# A precompiled header knows in which folder the project lies, so it never comes from the cache, and
# what is compiled with it is known by the words of its headers (the .sum beside it) instead.

if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  function(mirante_precompiled)
  endfunction()
  return()
endif()

string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
separate_arguments(precompiled_flags UNIX_COMMAND
  "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}}")
get_property(precompiled_options DIRECTORY PROPERTY COMPILE_OPTIONS)

# Makes precompiled/NAME.pch from cmake/precompiled/NAME.h, for sources with these options.
function(mirante_precompile name)
  add_custom_command(
    OUTPUT precompiled/${name}.pch
    COMMAND ${PROJECT_SOURCE_DIR}/cmake/precompile.sh
            precompiled/${name}.pch ${PROJECT_SOURCE_DIR}/cmake/precompiled/${name}.h
            ${CMAKE_CXX_COMPILER} ${precompiled_flags} ${precompiled_options} ${ARGN}
            -I${PROJECT_SOURCE_DIR}/src -I${PROJECT_SOURCE_DIR} -std=c++2b -DGTEST_HAS_PTHREAD=1
    DEPENDS ${PROJECT_SOURCE_DIR}/cmake/precompiled/${name}.h
            ${PROJECT_SOURCE_DIR}/cmake/precompile.sh
    DEPFILE precompiled/${name}.d
    WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
    COMMENT "Precompiling ${name}.h"
    VERBATIM)
  add_custom_target(mirante_precompiled_${name}
    DEPENDS ${CMAKE_BINARY_DIR}/precompiled/${name}.pch)
endfunction()
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/precompiled)

mirante_precompile(library)
mirante_precompile(panel)
mirante_precompile(simcloud)
mirante_precompile(test ${MIRANTE_TEST_OPTIONS})

# mirante_precompiled(TARGET NAME): the sources of TARGET begin with precompiled/NAME.pch.
function(mirante_precompiled target name)
  add_dependencies(${target} mirante_precompiled_${name})
  target_compile_options(${target} PRIVATE
    "SHELL:-include-pch precompiled/${name}.pch" "SHELL:-Xclang -fno-validate-pch")
endfunction()
