# Code for AWS's services, made at build time from the pinned botocore package and from
# models/operations.txt by tools/aws_codegen. `mirante_gen` is the library, `mirante_generated` only
# writes the files (for clang-tidy, which must find the headers).

file(GLOB generator ${PROJECT_SOURCE_DIR}/tools/aws_codegen/*.py)
list(FILTER generator EXCLUDE REGEX "_test\\.py$")
set(operations ${PROJECT_SOURCE_DIR}/models/operations.txt)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${operations} ${generator}
             ${PROJECT_SOURCE_DIR}/tools/setup/requirements.txt)
execute_process(
  COMMAND ${MIRANTE_PYTHON} ${PROJECT_SOURCE_DIR}/tools/aws_codegen --list ${operations} ${CMAKE_BINARY_DIR}
  OUTPUT_VARIABLE generated RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "tools/aws_codegen could not read models/operations.txt; its words are above.")
endif()
string(STRIP "${generated}" generated)
string(REPLACE "\n" ";" generated "${generated}")

add_custom_command(
  OUTPUT ${generated}
  COMMAND ${MIRANTE_PYTHON} ${PROJECT_SOURCE_DIR}/tools/aws_codegen ${operations} ${CMAKE_BINARY_DIR}
  DEPENDS ${operations} ${generator} ${PROJECT_SOURCE_DIR}/tools/setup/requirements.txt
  COMMENT "Generating code for AWS")
add_custom_target(mirante_generated DEPENDS ${generated})

list(FILTER generated INCLUDE REGEX "\\.cc$")
add_library(mirante_gen STATIC ${generated})
add_dependencies(mirante_gen mirante_generated)
target_include_directories(mirante_gen PUBLIC ${CMAKE_BINARY_DIR})
target_link_libraries(mirante_gen PUBLIC mirante_options mirante_aws)
mirante_without_sanitizers(mirante_gen)
