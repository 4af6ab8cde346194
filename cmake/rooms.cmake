# One function makes a room: every .cc of a folder becomes a static library, every _test.cc of it
# one test binary. A room is linked only to what it names, so an include that is not allowed fails
# to link or to compile; tools/tidy.py says so earlier and in words.

# mirante_room(NAME DEPS target... [TEST_DEPS target...] [EXCLUDE file...] [FOLDERS folder...]
#              [PRECOMPILED name])
#   library  mirante_NAME       all .cc but _test.cc, of the folders inside it too that are named
#   tests    mirante_NAME_test  all _test.cc, if there are any; in CTest its name is NAME, and it
#                               leaves <build>/results/NAME.xml, from which `./dev test` counts
# PRECOMPILED names the headers that its sources begin with (cmake/precompiled); if it is not there,
# these are `panel` in src/features and src/main, and `library` elsewhere.
function(mirante_room name)
  cmake_parse_arguments(ROOM "" "PRECOMPILED" "DEPS;TEST_DEPS;EXCLUDE;FOLDERS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  foreach(folder ${ROOM_FOLDERS})
    file(GLOB inside CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cc)
    list(APPEND sources ${inside})
    file(GLOB inside CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.h)
    list(APPEND headers ${inside})
  endforeach()
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  foreach(file ${ROOM_EXCLUDE})
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    list(REMOVE_ITEM tests ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  if(sources)
    add_library(mirante_${name} STATIC ${sources} ${headers})
    target_link_libraries(mirante_${name} PUBLIC mirante_options ${ROOM_DEPS})
    if(NOT ROOM_PRECOMPILED)
      set(ROOM_PRECOMPILED library)
      if(CMAKE_CURRENT_SOURCE_DIR MATCHES "/src/(features|main)")
        set(ROOM_PRECOMPILED panel)
      endif()
    endif()
    mirante_precompiled(mirante_${name} ${ROOM_PRECOMPILED})
  else()
    add_library(mirante_${name} INTERFACE)
    target_link_libraries(mirante_${name} INTERFACE mirante_options ${ROOM_DEPS})
  endif()
  if(tests)
    mirante_test(${name} SOURCES ${tests} DEPS mirante_${name} ${ROOM_TEST_DEPS})
  endif()
endfunction()

# mirante_test(NAME SOURCES file... DEPS target...): a test binary outside a room's folder, with the
# same names and results. `./dev test` builds and runs all of them.
set_property(GLOBAL PROPERTY MIRANTE_TESTS "")
function(mirante_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(mirante_${name}_test ${TEST_SOURCES})
  target_link_libraries(mirante_${name}_test PRIVATE
    mirante_options ${TEST_DEPS} GTest::gmock GTest::gtest_main)
  target_compile_options(mirante_${name}_test PRIVATE ${MIRANTE_TEST_OPTIONS})
  mirante_precompiled(mirante_${name}_test test)
  add_test(
    NAME ${name}
    COMMAND mirante_${name}_test --gtest_brief=1
            --gtest_output=xml:${CMAKE_BINARY_DIR}/results/${name}.xml
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600)
  set_property(GLOBAL APPEND PROPERTY MIRANTE_TESTS mirante_${name}_test)
endfunction()
