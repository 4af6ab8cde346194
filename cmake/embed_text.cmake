# mirante_embed_text(TARGET FILE NAMESPACE FUNCTION): gives TARGET a function
#
#   namespace NAMESPACE { std::string_view FUNCTION(); }
#
# with what FILE holds, which the target's own header declares.

set(MIRANTE_EMBED_TEXT ${CMAKE_CURRENT_LIST_FILE})

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${FILE} text)
  file(WRITE ${OUTPUT} "// Made from ${NAME} by cmake/embed_text.cmake.
#include <string_view>

namespace ${NAMESPACE} {

std::string_view ${FUNCTION}();

std::string_view ${FUNCTION}() { return R\"embedded(${text})embedded\"; }

}  // namespace ${NAMESPACE}
")
  return()
endif()

function(mirante_embed_text target file namespace function)
  set(path ${PROJECT_SOURCE_DIR}/${file})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${function}.cc)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DFILE=${path} -DNAME=${file} -DNAMESPACE=${namespace}
            -DFUNCTION=${function} -DOUTPUT=${source} -P ${MIRANTE_EMBED_TEXT}
    DEPENDS ${path} ${MIRANTE_EMBED_TEXT}
    COMMENT "Embedding ${file}")
  target_sources(${target} PRIVATE ${source})
endfunction()
