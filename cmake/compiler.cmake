# Which compilers build the project, and how.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  message(FATAL_ERROR
    "g++ ${CMAKE_CXX_COMPILER_VERSION} destroys an aggregate temporary inside a co_await expression "
    "twice. Use clang 19 or newer (./dev setup installs it), or g++ 14 or newer.")
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR
    "clang ${CMAKE_CXX_COMPILER_VERSION} is too old: use clang 19 or newer (./dev setup installs it).")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)

add_library(mirante_options INTERFACE)
target_compile_options(mirante_options INTERFACE
  -Wall -Wextra -Werror -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough
  -Wno-missing-field-initializers -Wno-missing-designated-field-initializers
  -Wno-invalid-offsetof)
target_include_directories(mirante_options INTERFACE ${PROJECT_SOURCE_DIR}/src)

# `-DMIRANTE_SANITIZE=address,undefined` (preset asan), `thread` (preset tsan) or, with the
# instrumentation that libFuzzer steers by, `fuzzer-no-link,address,undefined` (preset fuzz).
set(MIRANTE_SANITIZE "" CACHE STRING "Sanitizers for every target")
if(MIRANTE_SANITIZE)
  # Null and misaligned pointers are caught by the address sanitizer and by the machine; their checks
  # before every access, and those of types, cost a third of the time to compile.
  add_compile_options(-fsanitize=${MIRANTE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
    -fno-sanitize=null,alignment,vptr)
  add_link_options(-fsanitize=${MIRANTE_SANITIZE})
endif()

# mirante_without_sanitizers(TARGET): for generated code, which is large, has no pointers of its own
# and is checked with sanitizers by the conformance and fuzz targets. The fuzz preset keeps them.
function(mirante_without_sanitizers target)
  if(MIRANTE_SANITIZE AND NOT MIRANTE_SANITIZE MATCHES "fuzzer")
    target_compile_options(${target} PRIVATE -fno-sanitize=all)
  endif()
endfunction()

# Tests compile in half the time so.
set(MIRANTE_TEST_OPTIONS "")
if(CMAKE_BUILD_TYPE STREQUAL "Asan")
  set(MIRANTE_TEST_OPTIONS -O0)
endif()

find_program(MIRANTE_LLD ld.lld-19)
if(MIRANTE_LLD)
  add_link_options(-fuse-ld=${MIRANTE_LLD})
endif()

find_program(MIRANTE_CCACHE ccache)
if(MIRANTE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${MIRANTE_CCACHE})
endif()
